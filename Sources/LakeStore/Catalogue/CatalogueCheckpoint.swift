import GRDB
import Gzip
import RankingModel
import Storage

/// A copy of the catalogue that the lake itself keeps, so that a machine that is new to the lake reads one file and not all
/// records: `checkpoints/<at>-<records>-<hash>.sqlite.gz`. Nothing depends on it. One that is damaged is passed over, and what
/// was recorded after it is read from the records.
///
/// Whoever has recorded something stores one where the catalogue has a hundred records more than the largest there is, or a
/// fiftieth of all where that is more: so a new machine reads few records one by one, and all copies together stay within fifty
/// times the last. `prune` removes all but the two largest.
struct CatalogueCheckpoint {
  /// The lake that its catalogue belongs to.
  let lake: String
  /// The catalogue's file.
  let bytes: [UInt8]

  /// A catalogue may not be larger than this, since it is held in memory while it is packed: 1 GiB.
  private static let largest = 1 << 30
  /// So many are kept: while one is being read, another may come.
  private static let keptCount = 2

  /// The sound one with the most records in the storage at `place`; `nil` where there is none.
  ///
  /// - Parameter lake: the lake that its catalogue must belong to; any where it is `nil`.
  /// - Throws: `storage` where one cannot be read.
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

  /// The keys of all, that with the most records first.
  private static func keys(in storage: any Storage) async throws(Failure) -> [StorageKey] {
    try await storage.list(.checkpoints).sorted {
      ($0.checkpointRecords ?? 0, $0) > ($1.checkpointRecords ?? 0, $1)
    }
  }

  /// Those that larger ones have made useless.
  static func superseded(in storage: any Storage) async throws(Failure) -> [StorageKey] {
    Array(try await keys(in: storage).dropFirst(keptCount))
  }

  /// Stores a copy of the catalogue of the lake at `place` in `storage`, which has all records that the catalogue has; nothing
  /// where that is not due.
  static func keep(of place: LakePlace, in storage: any Storage, at now: Instant) async throws(Failure) {
    let fileSystem = FileSystem(root: place.folder)
    guard let size = try reading("the catalogue", try fileSystem.size(place.catalogue)), size <= largest,
      let source = try CatalogueConnection.usable(path: place.catalogue)
    else { return }
    defer { try? source.database.close() }
    let present = try await keys(in: storage).first?.checkpointRecords ?? 0
    guard try isDue(records(in: source.database), present) else { return }
    let copy = try reading("the catalogue", try DatabaseCopy(of: place.catalogue))
    // Another writer may have been at work: the copy alone says how many records are in it.
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

  /// Whether a catalogue of so many records is worth a copy where the largest one has `present`.
  private static func isDue(_ records: Int, _ present: Int) -> Bool {
    records - present >= max(100, records / 50)
  }

  private static func records(in database: any DatabaseReader) throws(Failure) -> Int {
    do { return try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM record") } ?? 0 } catch {
      throw Failure(database: "the catalogue", error)
    }
  }
}
