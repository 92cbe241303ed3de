import RankingModel

/// A list of objects that no record names any more, and since when they wait to be removed:
/// `tombstones/<since>-<hash>.json`.
struct TombstoneList: Sendable, Hashable {
  /// The lake whose objects they are.
  var lake: String
  /// When they were found to be unused.
  var since: Instant
  var objects: [ObjectID]

  var bytes: [UInt8] {
    CanonicalJSON.bytes([
      "lake": .string(lake), "since": .string(since.description),
      "objects": .array(objects.map { .string($0.description) }),
    ]) + [UInt8(ascii: "\n")]
  }

  init(lake: String, since: Instant, objects: [ObjectID]) {
    self.lake = lake
    self.since = since
    self.objects = objects
  }

  init(_ bytes: [UInt8]) throws {
    let json = try JSONReader.read(bytes)
    guard let lake = json["lake"]?.string, let since = json["since"]?.string.flatMap({ Instant($0) }),
      let objects = json["objects"]?.array
    else { throw RecordError("it is no list of objects") }
    self.init(
      lake: lake, since: since,
      objects: try objects.map { object in
        guard let id = object.string.flatMap({ ObjectID($0) }) else {
          throw RecordError("it names no object")
        }
        return id
      })
  }
}

/// The lists of objects that wait to be removed.
struct Tombstones: Sendable {
  let lake: String
  let fileSystem: FileSystem

  /// A list that is stored.
  struct Stored: Sendable {
    /// Its place within the lake.
    var path: String
    var list: TombstoneList
    /// Since when its objects wait: by its own word or by the file system's, whichever is later. A clock that was wrong for
    /// a while shortens no wait.
    var since: Instant
  }

  /// All lists, oldest first.
  func all() throws(Failure) -> [Stored] {
    var lists: [Stored] = []
    let names: [String]
    do throws(FileSystemError) { names = try fileSystem.names(in: "\(lake)/tombstones") } catch {
      throw Failure(reading: "the tombstones", error)
    }
    for name in names where RecordName.parts(of: name) != nil {
      let path = "tombstones/\(name)"
      let bytes = try SnapshotRecords(lake: lake, fileSystem: fileSystem).bytes(path)
      do {
        let list = try TombstoneList(bytes)
        let written = try fileSystem.modified("\(lake)/\(path)")
        lists.append(Stored(path: path, list: list, since: max(list.since, written)))
      } catch let error as FileSystemError {
        throw Failure(reading: "the tombstones", error)
      } catch {
        throw Failure(
          .damaged, "\(lake)/\(path) cannot be read: \(error)", hint: "marquee lake repair --lake \(lake)")
      }
    }
    return lists.sorted { $0.since < $1.since }
  }

  /// Stores a list; durable on return. An empty one is not stored.
  func store(_ list: TombstoneList) throws(Failure) {
    guard !list.objects.isEmpty else { return }
    let path = "\(lake)/tombstones/\(RecordName.name(RecordName.compact(list.since), of: list.bytes))"
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      try durable.makeFolders(["\(lake)/tombstones"])
      try durable.store([NewFile(path: path, bytes: list.bytes)])
    } catch {
      throw Failure(storing: "the list of what is to be pruned", error)
    }
  }

  /// Takes lists away; durable on return.
  func remove(_ paths: [String]) throws(Failure) {
    guard !paths.isEmpty else { return }
    do throws(FileSystemError) {
      for path in paths { try fileSystem.remove("\(lake)/\(path)") }
      try fileSystem.synchronizeFolder("\(lake)/tombstones")
    } catch {
      throw Failure(storing: "what was pruned", error)
    }
  }
}
