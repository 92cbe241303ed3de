import JSON
public import LakeStore
public import RankingModel

/// What does a lake hold, in one hash? And is all that it held once still there, unchanged?
public struct DigestQuestion: Sendable {
  /// The records that were made by then count.
  public var asOf: Instant
  /// A digest that somebody kept; `nil` where none is to be found again.
  public var expected: MerkleHash?

  /// The question about the records made by `asOf`.
  public init(asOf: Instant, expected: MerkleHash? = nil) { (self.asOf, self.expected) = (asOf, expected) }

  /// Reads every record from the storage. The catalogue is not asked.
  ///
  /// - Throws: `damaged` where a record is not what it was stored as, or no first records have the expected digest.
  public func answer(at place: LakePlace) async throws(Failure) -> LakeDigest {
    let log = try await RecordLog(place, asOf: asOf)
    var digest = LakeDigest(
      total: LakeDigest.Part(root: log.tree.root, size: log.tree.size, asOf: asOf), expected: nil)
    if let expected {
      let size = try log.requireSize(with: expected)
      digest.expected = LakeDigest.Part(root: expected, size: size, asOf: log.lines.prefix(size).last?.at)
    }
    return digest
  }
}

/// The root of the Merkle tree over the records of a lake, and an earlier one that was found again.
public struct LakeDigest: Sendable, Hashable {
  /// The tree over the first records.
  public struct Part: Sendable, Hashable {
    /// Its root.
    public let root: MerkleHash
    /// How many records it is over.
    public let size: Int
    /// All records are in it that were made by then; `nil` where there is none.
    public let asOf: Instant?
  }

  /// All records that count.
  public let total: Part
  /// Those whose digest was expected, up to the last of them.
  public internal(set) var expected: Part?
}

extension RecordLog {
  /// How many of the first records have the root `digest`.
  ///
  /// - Throws: `damaged` where no number of first records has that root.
  func requireSize(with digest: MerkleHash) throws(Failure) -> Int {
    if let size = size(with: digest) { return size }
    throw Failure(
      .damaged,
      "each of the \(lines.count) records up to \(asOf) is what its name says, but no first part of them has the digest "
        + "\(digest): one was removed, replaced or slipped in since, or the digest is of another lake or of a later instant, or "
        + "was taken while a run was under way",
      remedy: .words("compare the names of the records with those of a copy of the lake"),
      facts: [JSONMember("digest", .string("\(tree.root)")), JSONMember("size", JSONValue(lines.count))])
  }
}
