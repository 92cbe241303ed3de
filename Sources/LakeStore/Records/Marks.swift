import JSON
import RankingModel
import Storage

/// A list of objects that no record needs, or that are needed again: `marks/<at>-<hash>.json`. `prune` removes a list once it no
/// longer has any effect.
struct MarkList: Sendable, Hashable {
  /// The id of the lake of the objects.
  var lake: String
  /// The instant from which on the list holds.
  var at: Instant
  /// Whether the objects are needed again. Then earlier marks of them no longer count.
  var isUnmark = false
  var objects: [ObjectID]

  var file: StoredFile {
    let bytes = StoredJSON.bytes([
      "lake": .string(lake), "at": .string(at.description), "mark": .bool(!isUnmark),
      "objects": .array(objects.map { .string($0.description) }),
    ])
    return StoredFile(.record(.marks, at: at, bytes: bytes), bytes)
  }
}

extension MarkList {
  init(_ bytes: [UInt8], at key: StorageKey) throws {
    let json = try StoredJSON.read(bytes, at: key)
    guard let lake = json["lake"]?.string, let at = json["at"]?.string.flatMap({ Instant($0) }),
      let mark = json["mark"]?.bool, let objects = json["objects"]?.array
    else { throw RecordError("it is no list of objects") }
    self.init(
      lake: lake, at: at, isUnmark: !mark,
      objects: try objects.map { object in
        guard let id = object.string.flatMap({ ObjectID($0) }) else {
          throw RecordError("it names no object")
        }
        return id
      })
  }
}

/// The objects that are marked, and since when.
struct Marks: Sendable {
  /// A list that is stored.
  struct Stored: Sendable {
    var key: StorageKey
    var list: MarkList
    /// The instant from which on the list holds: its own or that of the storage, whichever is later. So a clock that was wrong
    /// for a while shortens no grace period.
    var since: Instant
  }

  /// All lists, oldest first.
  let lists: [Stored]
  /// The objects that are marked, with the instants since when. Where an object is marked twice, the later instant counts.
  let objects: [ObjectID: Instant]

  /// Reads all lists.
  init(_ storage: any Storage) async throws(Failure) {
    var lists: [Stored] = []
    for key in try await storage.list(.marks) {
      // One that has gone meanwhile was removed by a pruning.
      guard let stored = try await storage.inspect(key), let bytes = try await storage.read(key) else {
        continue
      }
      guard key.fits(bytes) else {
        throw Records(storage: storage).damaged(key, "its content is not what it was stored with")
      }
      do {
        let list = try MarkList(bytes, at: key)
        lists.append(Stored(key: key, list: list, since: max(list.at, stored.storedAt)))
      } catch let failure as Failure {
        throw failure
      } catch {
        throw Failure(.damaged, "\(storage.location(of: key)) cannot be read: \(error)", remedy: .repairLake)
      }
    }
    self.lists = lists.sorted { ($0.list.at, $0.key) < ($1.list.at, $1.key) }
    var marked: [ObjectID: Instant] = [:]
    for stored in self.lists {
      for object in stored.list.objects { marked[object] = stored.list.isUnmark ? nil : stored.since }
    }
    objects = marked
  }
}
