import GRDB
import RankingModel

/// Finds sound copies of what is damaged or missing.
struct Recovery: Sendable {
  let path: String
  let fileSystem: FileSystem
  /// What the lake's records say, those that were found here among them.
  private(set) var inventory: LakeInventory
  let sources: [any ObjectSource]
  /// The lake as far as it can be read, with an empty catalogue where its own is damaged, and with the objects that were
  /// found here as if they were stored already: one may be made again from another.
  private let reader: LakeReader
  private let objects: FoundObjects
  /// What the records that were found here say, by their places.
  private var snapshots: [String: Snapshot] = [:]
  private var runs: [String: RunReport] = [:]
  /// The records that the catalogue has.
  let indexed: Set<String>
  /// The lake's id as the catalogue says it.
  let lakeID: String?
  /// Whether entries are lost that the catalogue should have.
  let hasGaps: Bool

  /// - Parameter replacesUnreadable: whether a catalogue that cannot be read is taken for lost.
  /// - Throws: `storage` where the catalogue cannot be read: it may be sound, and hold what is looked for.
  init(
    path: String, fileSystem: FileSystem, inventory: LakeInventory, sources: [any ObjectSource],
    replacesUnreadable: Bool
  ) throws(Failure) {
    self.path = path
    self.fileSystem = fileSystem
    self.inventory = inventory
    self.sources = sources
    objects = FoundObjects(FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem))
    let objects = objects
    let reader = { (database: DatabaseQueue) in
      LakeReader(path: path, objects: objects, fileSystem: fileSystem, database: database)
    }
    do throws(Failure) {
      if let opened = try CatalogueConnection.usable(path: "\(path)/catalogue.sqlite", unchecked: true) {
        let own = reader(opened.database)
        if let indexed = try unlessDamaged(try own.indexedRecords()),
          let hasGaps = try unlessDamaged(try own.hasGaps())
        {
          (self.reader, self.indexed, self.hasGaps, lakeID) = (own, indexed, hasGaps, opened.lake)
          return
        }
      }
    } catch {
      guard replacesUnreadable, error.kind == .storage else { throw error }
    }
    do {
      let empty = try DatabaseQueue()
      try empty.write(CatalogueSchema.create)
      (self.reader, indexed, hasGaps, lakeID) = (reader(empty), [], false, nil)
    } catch {
      throw Failure(database: "a catalogue in memory", error)
    }
  }

  /// The bytes of the record at `place`, from the catalogue; `nil` where it does not have them as they were, or they were
  /// never fit to be read.
  func record(_ place: String) throws(Failure) -> [UInt8]? {
    guard let bytes = try unlessDamaged(try reader.document(of: place)) ?? nil,
      RecordName.fits(place, bytes), let json = try? JSONReader.read(bytes),
      place.hasPrefix("runs/") ? (try? RunReport(json: json)) != nil : (try? Snapshot(json: json)) != nil
    else { return nil }
    return bytes
  }

  /// Where the snapshot record at `place` belongs, and its bytes, where it is sound but for its place and its name.
  func misplacedRecord(_ place: String) throws(Failure) -> (place: String, bytes: [UInt8])? {
    guard place.hasPrefix("snapshots/"), let bytes = try bytes(place), let json = try? JSONReader.read(bytes),
      let snapshot = try? Snapshot(json: json), snapshot.bytes == bytes
    else { return nil }
    let right = SnapshotRecords.record(of: snapshot).path
    // A name with another hash says that the bytes were changed, unless it is the place alone that does not fit.
    guard right != place, RecordName.fits(place, bytes) else { return nil }
    return (right, bytes)
  }

  private func bytes(_ place: String) throws(Failure) -> [UInt8]? {
    do throws(FileSystemError) { return try fileSystem.read("\(path)/\(place)") } catch {
      guard error.isAboutContent else { throw Failure(reading: "the record \(place)", error) }
      return nil
    }
  }

  /// Takes the record of `bytes` at `place` for one of the lake's from here on. Returns the objects that it names.
  mutating func add(_ bytes: [UInt8], at place: String) -> [ObjectID] {
    guard let json = try? JSONReader.read(bytes) else { return [] }
    if place.hasPrefix("snapshots/"), let snapshot = try? Snapshot(json: json) {
      snapshots[place] = snapshot
      inventory.add(snapshot, place, keepsRaw: true)
      return snapshot.objects()
    }
    guard place.hasPrefix("runs/"), let report = try? RunReport(json: json) else { return [] }
    runs[place] = report
    inventory.add(report, place, keepsRaw: true)
    return report.raw.map(\.object)
  }

  /// What is wrong with the file of an object; `nil` where nothing is.
  func problem(with object: ObjectID) -> ObjectProblem? {
    guard case .failure(let problem) = objects.stored.look(at: object) else { return nil }
    return problem
  }

  /// Looks for the bytes of an object. What is found is had by all that is looked for after it.
  ///
  /// - Parameter isUnreadable: whether its own file is known to be of no use.
  /// - Throws: `storage` where a file of the lake cannot be read.
  func object(_ id: ObjectID, isUnreadable: Bool) async throws(Failure) -> Search {
    if !isUnreadable, let bytes = try unlessDamaged(try objects.stored.get(id)) {
      return .found(bytes, origin: "its own file, which is packed anew")
    }
    var why = "cannot be made again"
    guard let use = inventory.uses[id] else { return .missed(why) }
    let lost = try lost(id, use)
    for source in sources {
      do throws(Failure) {
        guard let bytes = try await source.bytes(of: lost, from: reader), ObjectID(of: bytes) == id else {
          continue
        }
        _ = try objects.put([bytes])
        return .found(bytes, origin: source.name)
      } catch {
        guard error.kind == .source else { throw error }
        why = "could not be fetched again now: \(error.message)"
      }
    }
    return .missed(why)
  }

  /// What looking for the bytes of an object came to.
  enum Search: Sendable {
    case found([UInt8], origin: String)
    /// Nothing has them, for the reason that completes "the object is in no sound copy and".
    case missed(String)
  }

  private func lost(_ id: ObjectID, _ use: LakeInventory.Use) throws(Failure) -> LostObject {
    var lost = LostObject(object: id, snapshots: [], runs: [])
    for index in Set(use.versionOf + use.rawOf).sorted() {
      let place = inventory.records[index].path
      if let snapshot = snapshots[place] {
        lost.snapshots.append(snapshot)
      } else if let snapshot = try unlessDamaged(try reader.records.read(place).snapshot) {
        lost.snapshots.append(snapshot)
      }
    }
    lost.snapshots.sort { $0.recordedAt < $1.recordedAt }
    for place in use.runs == 0 ? [] : inventory.runs.keys.sorted() {
      var report = runs[place]
      if report == nil { report = try unlessDamaged(try reader.records.readRun(place)) }
      if let report, report.raw.contains(where: { $0.object == id }) { lost.runs.append(report) }
    }
    return lost
  }
}

/// The objects of a lake, and those that were found again and are not stored yet.
private final class FoundObjects: ObjectStore {
  let stored: FolderObjectStore
  private let found = MemoryObjectStore()

  init(_ stored: FolderObjectStore) {
    self.stored = stored
  }

  func put(_ objects: [[UInt8]]) throws(Failure) -> [ObjectID] { try found.put(objects) }

  func get(_ id: ObjectID) throws(Failure) -> [UInt8] {
    if try found.contains(id) { return try found.get(id) }
    return try stored.get(id)
  }

  func contains(_ id: ObjectID) throws(Failure) -> Bool {
    if try found.contains(id) { return true }
    return try stored.contains(id)
  }
}
