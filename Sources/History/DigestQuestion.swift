import JSON
public import LakeStore
public import RankingModel

/// What does a lake hold, in one hash? And does it still hold, unchanged, all that it held at an earlier time?
public struct DigestQuestion: Sendable {
  /// Only records that were made by then count.
  public var asOf: Instant
  /// An earlier digest to find again; `nil` for none.
  public var expected: MerkleHash?

  /// The question about the records made by `asOf`.
  public init(asOf: Instant, expected: MerkleHash? = nil) { (self.asOf, self.expected) = (asOf, expected) }

  /// Reads every record from the storage, without the catalogue.
  ///
  /// - Throws: `damaged` where a record does not match its name, or no prefix of the records has the expected digest.
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

/// The root of the Merkle tree over the records of a lake, and an earlier root that was found again.
public struct LakeDigest: Sendable, Hashable {
  /// The tree over a prefix of the records.
  public struct Part: Sendable, Hashable {
    /// Its root.
    public let root: MerkleHash
    /// How many records it covers.
    public let size: Int
    /// The instant up to which it covers all records; `nil` where there are no records.
    public let asOf: Instant?
  }

  /// All records that count.
  public let total: Part
  /// The prefix of the records that has the expected digest.
  public internal(set) var expected: Part?
}

extension RecordLog {
  /// The number of records in the prefix with the root `digest`.
  ///
  /// - Throws: `damaged` where no prefix of the records has that root.
  func requireSize(with digest: MerkleHash) throws(Failure) -> Int {
    if let size = size(with: digest) { return size }
    throw Failure(
      .damaged,
      "each of the \(lines.count) records up to \(asOf) is what its name says, but no first part of them has the digest "
        + "\(digest): one was removed, replaced or inserted since, or the digest is of another lake or of a later instant, or "
        + "was taken while a run was under way",
      remedy: .words("compare the names of the records with those of a copy of the lake"),
      facts: [JSONMember("digest", .string("\(tree.root)")), JSONMember("size", JSONValue(lines.count))])
  }
}
