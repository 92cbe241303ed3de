import GRDB
import JSON
import RankingModel
import Storage

/// Finds sound copies of what is damaged or missing.
struct Recovery: Sendable {
  let place: LakePlace
  /// What the lake's records say, including records that were found here.
  private(set) var inventory: LakeInventory
  let sources: [any ObjectSource]
  /// Reads the lake as far as possible. An empty catalogue replaces a damaged one. Objects that were found here count as stored,
  /// because one object may be made again from another.
  private let reader: LakeReader
  private let found = MemoryStorage()
  /// The records that were found here.
  private var records: [StorageKey: Record] = [:]
  /// The records that the catalogue has.
  let indexed: Set<StorageKey>
  /// The lake's id in the catalogue.
  let lakeID: String?
  /// Whether the catalogue lacks entries because they are lost.
  let lacksEntries: Bool

  /// - Parameter replacesUnreadable: whether a catalogue that cannot be read is taken for lost.
  /// - Throws: `storage` where the catalogue cannot be read: it may be sound, and have what is looked for.
  init(
    _ place: LakePlace, inventory: LakeInventory, sources: [any ObjectSource], replacesUnreadable: Bool
  ) throws(Failure) {
    (self.place, self.inventory, self.sources) = (place, inventory, sources)
    let found = found
    let reader = { (database: any DatabaseReader) in
      LakeReader(place, objects: Objects(place.storage, and: found), database: database)
    }
    do throws(Failure) {
      if let opened = try CatalogueConnection.usable(path: place.catalogue, unchecked: true) {
        let own = reader(opened.database)
        if let indexed = try unlessDamaged(try own.indexedRecords()),
          let lacksEntries = try unlessDamaged(try own.lacksEntries())
        {
          (self.reader, self.indexed, self.lacksEntries, lakeID) = (own, indexed, lacksEntries, opened.lake)
          return
        }
      }
    } catch {
      guard replacesUnreadable, error.kind == .storage else { throw error }
    }
    do {
      let empty = try DatabaseQueue()
      try empty.write(CatalogueSchema.create)
      (self.reader, indexed, lacksEntries, lakeID) = (reader(empty), [], false, nil)
    } catch { throw Failure(database: "a catalogue in memory", error) }
  }

  /// The bytes of the record under `key` in the catalogue; `nil` where the catalogue does not have them unchanged, or they never
  /// were a valid record.
  func record(_ key: StorageKey) throws(Failure) -> [UInt8]? {
    guard let bytes = try unlessDamaged(try reader.document(of: key)) ?? nil, key.fits(bytes),
      (try? Record(bytes, at: key)) != nil
    else { return nil }
    return bytes
  }

  /// The right key of the record under `key`, and its bytes, where the record is sound except for its place.
  func misplacedRecord(_ key: StorageKey) async throws(Failure) -> StoredFile? {
    guard let bytes = try await unlessDamaged(awaiting: try await place.storage.read(key)) ?? nil,
      key.fits(bytes),
      let json = try? JSONReader.read(bytes), let snapshot = try? Snapshot(json: json)
    else { return nil }
    let right = Record.snapshot(snapshot).file
    return right.bytes == bytes && right.key != key ? right : nil
  }

  /// Treats the records in `files` as some of the lake's from now on. Returns the objects that they name.
  mutating func add(_ files: [StoredFile]) -> [ObjectID] {
    let found = files.compactMap { file in
      (try? Record(file.bytes, at: file.key)).map { (key: file.key, record: $0) }
    }
    for (key, record) in found { records[key] = record }
    inventory.add(found)
    return found.flatMap(\.record.objects)
  }

  /// What is wrong with the file of an object; `nil` where nothing is.
  func problem(with object: ObjectID) async -> ObjectProblem? {
    guard case .failure(let problem) = await place.objects.look(at: object) else { return nil }
    return problem
  }

  /// Looks for the bytes of an object. Later searches can use what is found.
  ///
  /// - Parameter isUnreadable: whether the object's own file is known to be useless.
  /// - Throws: `storage` where a file of the lake cannot be read.
  func object(_ id: ObjectID, isUnreadable: Bool) async throws(Failure) -> Search {
    if !isUnreadable, let bytes = try await unlessDamaged(awaiting: try await place.objects.get(id)) {
      return .found(bytes, origin: "its own file, compressed again")
    }
    if let bytes = try await copy(of: id) { return .found(bytes, origin: "a copy in the folder damaged") }
    var why = "cannot be made again"
    guard let use = inventory.uses[id] else { return .missed(why) }
    let lost = try await lost(id, use)
    for source in sources {
      do throws(Failure) {
        guard let bytes = try await source.bytes(of: lost, from: reader), ObjectID(of: bytes) == id else {
          continue
        }
        _ = found.create([StoredFile(.object(id), try Objects.packed(bytes))])
        return .found(bytes, origin: source.name)
      } catch {
        guard error.kind == .source else { throw error }
        why = "could not be fetched again now: \(error.message)"
      }
    }
    return .missed(why)
  }

  /// The result of a search for the bytes of an object.
  enum Search: Sendable {
    case found([UInt8], origin: String)
    /// Nothing has them. The reason completes "the object is in no sound copy and".
    case missed(String)
  }

  /// The bytes of an object that a repair had set aside before it was killed.
  private func copy(of id: ObjectID) async throws(Failure) -> [UInt8]? {
    for key in try await place.storage.list(.damaged) where key.name.contains(id.description) {
      let packed = try await unlessDamaged(awaiting: try await place.storage.read(key)) ?? nil
      if let packed, case .success(let bytes) = Objects.unpacked(packed, id) { return bytes }
    }
    return nil
  }

  private func lost(_ id: ObjectID, _ use: LakeInventory.Use) async throws(Failure) -> LostObject {
    var lost = LostObject(object: id, snapshots: [], runs: [])
    let keys = Set(use.versionOf + use.rawOf).sorted().map { inventory.snapshots[$0].key } + use.runs
    for key in keys {
      var record = records[key]
      if record == nil {
        record = try await unlessDamaged(awaiting: try await reader.records.read(key).record)
      }
      switch record {
      case .snapshot(let snapshot): lost.snapshots.append(snapshot)
      case .run(let report): lost.runs.append(report)
      case .settings, .decision, nil: break
      }
    }
    lost.snapshots.sort { $0.recordedAt < $1.recordedAt }
    return lost
  }
}
