import GRDB
import Gzip
import RankingModel
import Storage

/// A copy of the catalogue in the lake itself: `checkpoints/<at>-<records>-<hash>.sqlite.gz`. A machine that is new to the lake
/// reads this one file instead of all records. Nothing depends on it: a damaged copy is ignored, and what was recorded after a
/// copy is read from the records.
///
/// A process that has recorded something stores a copy where the catalogue has 100 records more than the largest copy, or a
/// fiftieth of all records more if that is a larger number. So a new machine reads few records one by one, and all copies
/// together are at most fifty times as large as the last one. `prune` removes all but the two largest.
struct CatalogueCheckpoint {
  /// The id of the lake that the catalogue belongs to.
  let lake: String
  /// The bytes of the catalogue's file.
  let bytes: [UInt8]

  /// The largest catalogue that is copied, 1 GiB, since it is held in memory while it is compressed.
  private static let largest = 1 << 30
  /// How many copies are kept. While one is being read, another may be stored.
  private static let keptCount = 2

  /// The sound copy with the most records in the storage at `place`; `nil` where there is none.
  ///
  /// - Parameter lake: the id of the lake that the copy must belong to; `nil` for any lake.
  /// - Throws: `storage` where a copy cannot be read.
  static func newest(in place: LakePlace, lake: String?) async throws(Failure) -> CatalogueCheckpoint? {
    for key in try await keys(in: place.storage) {
      guard let packed = try await unlessDamaged(awaiting: try await place.storage.read(key)) ?? nil,
        key.fits(packed), let bytes = try? Gzip.decompress(packed, limit: largest)
      else { continue }
      let copy = try reading("a copy of the catalogue", try DatabaseCopy(bytes: bytes))
      guard let problems = try? DatabaseCheck.pageProblems(copy.path), problems.isEmpty,
        let opened = try CatalogueConnection.usable(path: copy.path)
      else { continue }
      try? opened.database.close()
      if lake == nil || lake == opened.lake { return CatalogueCheckpoint(lake: opened.lake, bytes: bytes) }
    }
    return nil
  }

  /// The keys of all copies, the one with the most records first.
  private static func keys(in storage: any Storage) async throws(Failure) -> [StorageKey] {
    try await storage.list(.checkpoints).sorted {
      ($0.checkpointRecords ?? 0, $0) > ($1.checkpointRecords ?? 0, $1)
    }
  }

  /// The keys of the copies that are not needed any longer, because there are larger ones.
  static func superseded(in storage: any Storage) async throws(Failure) -> [StorageKey] {
    Array(try await keys(in: storage).dropFirst(keptCount))
  }

  /// Stores a copy of the catalogue of the lake at `place`, where that is due. `storage` must have all records of the catalogue.
  static func keep(of place: LakePlace, in storage: any Storage, at now: Instant) async throws(Failure) {
    let fileSystem = FileSystem(root: place.folder)
    guard let size = try reading("the catalogue", try fileSystem.size(place.catalogue)), size <= largest,
      let source = try CatalogueConnection.usable(path: place.catalogue)
    else { return }
    defer { try? source.database.close() }
    let present = try await keys(in: storage).first?.checkpointRecords ?? 0
    guard try isDue(records(in: source.database), present) else { return }
    let copy = try reading("the catalogue", try DatabaseCopy(of: place.catalogue))
    // Another writer may have added records: only the copy itself says how many it has.
    guard try CatalogueConnection.foldsLog(path: copy.path),
      let opened = try CatalogueConnection.usable(path: copy.path)
    else { return }
    let count = try records(in: opened.database)
    try? opened.database.close()
    let bytes = try reading("the catalogue", try FileSystem(root: copy.folder).read(copy.path))
    let packed: [UInt8]
    do { packed = try Gzip.compress(bytes, level: 3) } catch {
      throw Failure(.program, "the catalogue could not be packed: \(error)")
    }
    let key = StorageKey.checkpoint(records: count, at: now, bytes: packed)
    _ = try await storage.create([StoredFile(key, packed)])
  }

  /// Whether a catalogue with this many records should be copied, where the largest copy has `present`.
  private static func isDue(_ records: Int, _ present: Int) -> Bool {
    records - present >= max(100, records / 50)
  }

  private static func records(in database: any DatabaseReader) throws(Failure) -> Int {
    do { return try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM record") } ?? 0 } catch {
      throw Failure(database: "the catalogue", error)
    }
  }
}
