import JSON
public import RankingModel
import Storage

/// The records of a lake in the order in which they were made, and the Merkle tree over them.
///
/// A leaf is the place of a record, such as `snapshots/imdb-top10/20260501T033000000000Z-2026-05-01-<64 digits>.json`. The place
/// holds the SHA-256 of the record's bytes, so a leaf stands for the bytes too; and it says of what kind and chart the record
/// is and when it was made, so a record that is moved is another leaf. Whoever has no more than the names can make the same tree.
public struct RecordLog: Sendable {
  /// One record.
  public struct Line: Sendable, Hashable {
    /// When it was made: the instant at the start of its name.
    public let at: Instant
    /// Its place within the lake.
    public let path: String
  }

  /// The records that were made by then are in it.
  public let asOf: Instant
  /// The records by the instants at which they were made; those of one instant by their places.
  public let lines: [Line]
  /// The tree over their places.
  public let tree: MerkleTree

  /// Reads every record that was made by `asOf` from the storage at `place`, and holds its bytes against its name.
  ///
  /// - Throws: `damaged` where a record is not what it was stored as, `storage` where one could not be read, `noData` where
  ///   there is no lake.
  public init(_ place: LakePlace, asOf: Instant) async throws(Failure) {
    try await LakeReader.requireLake(at: place)
    let records = place.records
    var found: [(line: Line, key: StorageKey)] = []
    for key in try await records.keys() {
      guard let at = key.instant else {
        throw records.damaged(key, "its name does not begin with an instant")
      }
      if at <= asOf { found.append((Line(at: at, path: key.path), key)) }
    }
    found.sort { ($0.line.at, $0.line.path) < ($1.line.at, $1.line.path) }
    _ = try await allInParallel(found.map(\.key)) { key throws(Failure) in _ = try await records.bytes(key) }
    self.asOf = asOf
    lines = found.map(\.line)
    tree = MerkleTree(lines.map { Array($0.path.utf8) })
  }

  /// How many of the first records have the root `digest`; `nil` where that is no number of them.
  public func size(with digest: MerkleHash) -> Int? { tree.roots().lastIndex(of: digest) }
}

extension LakeReader {
  /// The place and the bytes of the record of a snapshot, from the storage and held against its name.
  ///
  /// - Throws: `damaged` where it is not what was stored.
  public func storedRecord(of summary: SnapshotSummary) async throws(Failure) -> (
    path: String, bytes: [UInt8]
  ) {
    let key = try key(of: summary)
    return (key.path, try await records.bytes(key))
  }
}
