import JSON
public import RankingModel
import Storage

/// The records of a lake in the order in which they were made, and the Merkle tree over them.
///
/// A leaf is the path of a record, such as `snapshots/imdb-top10/20260501T033000000000Z-2026-05-01-<64 digits>.json`. The path
/// has the SHA-256 of the record's bytes, so a leaf stands for the bytes too. It also says the kind and the chart of the record
/// and when it was made, so a record that is moved becomes another leaf. The names of the records suffice to make the tree.
public struct RecordLog: Sendable {
  /// One record.
  public struct Line: Sendable, Hashable {
    /// When it was made: the instant at the start of its name.
    public let at: Instant
    /// Its path within the lake.
    public let path: String
  }

  /// Only records that were made by then are in the log.
  public let asOf: Instant
  /// The records by the instants at which they were made, and by path where these are equal.
  public let lines: [Line]
  /// The tree over the paths of the records.
  public let tree: MerkleTree

  /// Reads every record that was made by `asOf` from the storage at `place`, and checks its bytes against its name.
  ///
  /// - Throws: `damaged` where a record does not match its name, `storage` where one could not be read, `noData` where there is
  ///   no lake.
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

  /// The number of records in the prefix with the root `digest`; `nil` where no prefix has that root.
  public func size(with digest: MerkleHash) -> Int? { tree.roots().lastIndex(of: digest) }
}

extension LakeReader {
  /// The path and the bytes of the record of a snapshot, read from the storage and checked against its name.
  ///
  /// - Throws: `damaged` where it is not what was stored.
  public func storedRecord(of summary: SnapshotSummary) async throws(Failure) -> (
    path: String, bytes: [UInt8]
  ) {
    let key = try key(of: summary)
    return (key.path, try await records.bytes(key))
  }
}
