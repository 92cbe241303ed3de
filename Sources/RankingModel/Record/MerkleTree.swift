import Crypto

/// A SHA-256 hash (FIPS 180-4) in a Merkle tree.
public struct MerkleHash: Sendable, Hashable, CustomStringConvertible {
  fileprivate let bytes: [UInt8]

  fileprivate init(of prefix: UInt8? = nil, _ parts: [UInt8]...) {
    var hash = SHA256()
    if let prefix { hash.update(data: [prefix]) }
    for part in parts { hash.update(data: part) }
    bytes = Array(hash.finalize())
  }

  /// The hash that `text` spells; `nil` where that is not 64 lower-case hexadecimal digits.
  public init?(_ text: String) {
    guard let name = ObjectID(text) else { return nil }
    let digits = name.description.utf8.map { $0 < UInt8(ascii: "a") ? $0 - UInt8(ascii: "0") : $0 - 87 }
    bytes = stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// 64 lower-case hexadecimal digits.
  public var description: String { hexadecimal(bytes) }
}

/// A Merkle tree in the form of RFC 9162, section 2.1. The hash of a leaf is SHA-256(0x00 ‖ data), that of a node SHA-256(0x01 ‖
/// left ‖ right). The left side of a node over n leaves has the largest power of two of leaves that is smaller than n.
///
/// Leaves are only added at the end, so an earlier tree is the tree over the first leaves of a later one:
///
///     let tree = MerkleTree(["a", "b", "c"].map { Array($0.utf8) })
///     tree.root(ofFirst: 2)      // the root as it was before "c"
///     tree.consistency(with: 2)  // shows that "a" and "b" have stayed
public struct MerkleTree: Sendable {
  private let leaves: [MerkleHash]

  /// The tree over `data`, in that order.
  public init(_ data: [[UInt8]]) { leaves = data.map { MerkleHash(of: 0, $0) } }

  /// How many leaves it has.
  public var size: Int { leaves.count }

  /// The root of the tree over all leaves.
  public var root: MerkleHash { root(ofFirst: size) }

  /// The root of the tree over the first `count` leaves.
  public func root(ofFirst count: Int) -> MerkleHash { root(0..<count) }

  /// The roots of the trees over the first 0, 1, 2 … leaves. Each is computed from the complete subtrees of the tree before it.
  public func roots() -> [MerkleHash] {
    var roots = [root(ofFirst: 0)]
    // The roots of the complete subtrees from the left, each smaller than the one before.
    var subtrees: [MerkleHash] = []
    for (index, leaf) in leaves.enumerated() {
      var hash = leaf
      for _ in 0..<(index + 1).trailingZeroBitCount { hash = MerkleTree.node(subtrees.removeLast(), hash) }
      subtrees.append(hash)
      let last = subtrees.count - 1
      roots.append(subtrees[..<last].reversed().reduce(hash) { MerkleTree.node($1, $0) })
    }
    return roots
  }

  /// The hashes that lead from the leaf at `index` to the root (2.1.3.1).
  public func inclusion(of index: Int) -> [MerkleHash] { inclusion(of: index, in: 0..<size) }

  private func inclusion(of index: Int, in range: Range<Int>) -> [MerkleHash] {
    guard range.count > 1 else { return [] }
    let middle = MerkleTree.middle(of: range)
    return index < middle
      ? inclusion(of: index, in: range.lowerBound..<middle) + [root(middle..<range.upperBound)]
      : inclusion(of: index, in: middle..<range.upperBound) + [root(range.lowerBound..<middle)]
  }

  /// The hashes that prove that the tree over the first `count` leaves grew into this one by added leaves only (2.1.4.1). Empty
  /// where `count` is 0 or all leaves: then there is nothing to prove.
  public func consistency(with count: Int) -> [MerkleHash] {
    count == 0 ? [] : consistency(with: count, in: 0..<size, isKnown: true)
  }

  /// - Parameter isKnown: whether the root over `range` up to `end` is that of the earlier tree. The verifier has that root
  ///   already.
  private func consistency(with end: Int, in range: Range<Int>, isKnown: Bool) -> [MerkleHash] {
    if end == range.upperBound { return isKnown ? [] : [root(range)] }
    let middle = MerkleTree.middle(of: range)
    return end <= middle
      ? consistency(with: end, in: range.lowerBound..<middle, isKnown: isKnown)
        + [root(middle..<range.upperBound)]
      : consistency(with: end, in: middle..<range.upperBound, isKnown: false)
        + [root(range.lowerBound..<middle)]
  }

  private func root(_ range: Range<Int>) -> MerkleHash {
    if range.isEmpty { return MerkleHash() }
    if range.count == 1 { return leaves[range.lowerBound] }
    let middle = MerkleTree.middle(of: range)
    return MerkleTree.node(root(range.lowerBound..<middle), root(middle..<range.upperBound))
  }

  /// The first leaf of the right side of the tree over `range`, which has more than one leaf.
  private static func middle(of range: Range<Int>) -> Int {
    range.lowerBound + (1 << (Int.bitWidth - 1 - (range.count - 1).leadingZeroBitCount))
  }

  private static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
    MerkleHash(of: 1, left.bytes, right.bytes)
  }
}
