import GRDB
import RankingModel

/// Finds sound copies of what is damaged or missing.
struct Salvage: Sendable {
  let path: String
  let fileSystem: FileSystem
  let inventory: LakeInventory
  let sources: [any ObjectSource]
  /// The lake as far as it can be read, with an empty catalogue where its own cannot be.
  private let reader: LakeReader?
  /// The records that the catalogue has.
  let indexed: Set<String>
  /// Reads objects and records, with a catalogue that may be empty.
  private let store: FolderObjectStore
  /// The lake's id as the catalogue says it.
  let lakeID: String?
  /// Whether entries are lost that the catalogue should have.
  let hasGaps: Bool

  init(path: String, fileSystem: FileSystem, inventory: LakeInventory, sources: [any ObjectSource]) {
    self.path = path
    self.fileSystem = fileSystem
    self.inventory = inventory
    self.sources = sources
    let opened = try? CatalogueConnection.reader(path: "\(path)/catalogue.sqlite")
    self.lakeID = opened?.lake
    let store = FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem)
    self.store = store
    self.reader = (opened?.database ?? Salvage.emptyCatalogue()).map {
      LakeReader(path: path, objects: store, fileSystem: fileSystem, database: $0)
    }
    self.indexed = (try? reader?.indexedRecords()) ?? []
    self.hasGaps = (try? reader?.hasGaps()) ?? false
  }

  private static func emptyCatalogue() -> DatabaseQueue? {
    guard let database = try? DatabaseQueue(), (try? database.write(CatalogueSchema.create)) != nil else {
      return nil
    }
    return database
  }

  /// The bytes of the record at `place`, from the catalogue; `nil` where it does not have them as they were, or they were
  /// never fit to be read.
  func record(_ place: String) -> [UInt8]? {
    guard let bytes = try? reader?.document(of: place), RecordName.fits(place, bytes),
      let json = try? JSONReader.read(bytes),
      place.hasPrefix("runs/") ? (try? RunReport(json: json)) != nil : (try? Snapshot(json: json)) != nil
    else { return nil }
    return bytes
  }

  /// Where the snapshot record at `place` belongs, and its bytes, where it is sound but for its place and its name.
  func misplacedRecord(_ place: String) -> (place: String, bytes: [UInt8])? {
    guard place.hasPrefix("snapshots/"), let bytes = try? fileSystem.read("\(path)/\(place)"),
      let json = try? JSONReader.read(bytes), let snapshot = try? Snapshot(json: json),
      snapshot.bytes == bytes
    else { return nil }
    let folder = "snapshots/\(snapshot.chart)/\(snapshot.day)"
    let right = "\(folder)/\(RecordName.name(snapshot.recordName, of: bytes))"
    // A name with another hash says that the bytes were changed, unless it is the place alone that does not fit.
    guard right != place, RecordName.fits(place, bytes) else { return nil }
    return (right, bytes)
  }

  /// The bytes of an object, and where they come from; `nil` where nothing has them.
  func object(_ id: ObjectID) async -> (bytes: [UInt8], origin: String)? {
    if let bytes = try? store.get(id) { return (bytes, "its own file, which is packed anew") }
    guard let reader, let use = inventory.uses[id] else { return nil }
    let lost = lost(id, use, reader)
    for source in [OtherVersions()] + sources {
      guard let bytes = await source.bytes(of: lost, from: reader), ObjectID(of: bytes) == id else {
        continue
      }
      return (bytes, source.name)
    }
    return nil
  }

  private func lost(_ id: ObjectID, _ use: LakeInventory.Use, _ reader: LakeReader) -> LostObject {
    let indices = Set(use.versionOf + use.rawOf).sorted()
    let snapshots = indices.compactMap { index in
      try? reader.records.read(inventory.records[index].path).snapshot
    }
    let runs =
      use.runs == 0
      ? []
      : inventory.runs.keys.sorted().compactMap { try? reader.records.readRun($0) }
        .filter { $0.raw.contains { $0.object == id } }
    return LostObject(object: id, snapshots: snapshots.sorted { $0.recordedAt < $1.recordedAt }, runs: runs)
  }
}

/// Puts a lost version together from the entry lines of other days: many films stand on many days with the same line.
/// The catalogue says which film stood where.
struct OtherVersions: ObjectSource {
  /// How many days around the lost one are looked at.
  private static let reach = 60

  let name = "the same entries in other versions"

  func bytes(of lost: LostObject, from reader: LakeReader) async -> [UInt8]? {
    for snapshot in lost.snapshots where snapshot.version == lost.object {
      guard let places = try? reader.places(of: snapshot), places.count == snapshot.entries,
        let others = try? reader.snapshots(of: snapshot.chart)
      else { continue }
      var found = [Entry?](repeating: nil, count: places.count)
      let near = others.filter { $0.version != nil && $0.version != lost.object }
        .sorted { abs($0.day.number - snapshot.day.number) < abs($1.day.number - snapshot.day.number) }
      for other in near.prefix(OtherVersions.reach) where found.contains(nil) {
        guard let version = other.version, let entries = try? reader.entries(of: version) else { continue }
        let lines = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for index in places.indices where found[index] == nil {
          guard let entry = lines[places[index].film], entry.rank == places[index].observation.rank,
            entry.rating == places[index].observation.rating, entry.title == places[index].observation.title
          else { continue }
          found[index] = entry
        }
      }
      let entries = found.compactMap { $0 }
      guard entries.count == places.count else { continue }
      let bytes = VersionDocument.bytes(entries)
      if ObjectID(of: bytes) == lost.object { return bytes }
    }
    return nil
  }
}
