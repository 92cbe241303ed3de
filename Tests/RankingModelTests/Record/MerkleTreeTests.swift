import RankingModel
import Testing

/// Trees over the first of the eight leaves in the tests of RFC 6962 and RFC 9162. All hashes were computed with Python's
/// hashlib, by the definitions of RFC 9162, section 2.1:
///
///     def root(d): return H(0, d[0]) if len(d) == 1 else H(1, root(d[:k]) + root(d[k:]))
@Suite struct MerkleTreeTests {
  private static let leaves: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
    Array(0x60...0x6F),
  ]
  private static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  private func tree(_ count: Int) -> MerkleTree { MerkleTree(Array(Self.leaves.prefix(count))) }

  @Test(arguments: 0...8) func theRootsAreTheKnownOnes(count: Int) {
    #expect(tree(count).size == count)
    #expect("\(tree(count).root)" == Self.roots[count])
    #expect("\(tree(8).root(ofFirst: count))" == Self.roots[count])
    #expect(tree(count).roots().map(\.description) == Array(Self.roots[...count]))
  }

  @Test func theRootsOfManyLeavesAreThoseOfEachNumberOfThem() {
    let tree = MerkleTree((0..<70).map { [UInt8($0)] })
    #expect(tree.roots() == (0...70).map { tree.root(ofFirst: $0) })
  }

  @Test func inclusionIsProved() {
    let left = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    #expect(
      tree(8).inclusion(of: 0).map(\.description) == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", left,
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ])
    #expect(
      tree(8).inclusion(of: 5).map(\.description) == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", Self.roots[4],
      ])
    #expect(tree(3).inclusion(of: 2).map(\.description) == [Self.roots[2]])
    #expect(
      tree(5).inclusion(of: 1).map(\.description) == [
        Self.roots[1], left, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      ])
    #expect(tree(1).inclusion(of: 0) == [])
  }

  @Test func consistencyIsProved() {
    #expect(
      tree(8).consistency(with: 6).map(\.description) == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0", Self.roots[4],
      ])
    #expect(
      tree(5).consistency(with: 2).map(\.description) == [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      ])
    #expect(
      tree(7).consistency(with: 4).map(\.description) == [
        "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e"
      ])
    #expect(tree(7).consistency(with: 7) == [])
    #expect(tree(7).consistency(with: 0) == [])
  }

  @Test func aHashIsReadAsItIsWritten() {
    for root in Self.roots { #expect(MerkleHash(root)?.description == root) }
    #expect(MerkleHash(Self.roots[1]) == tree(1).root)
    #expect(MerkleHash(Self.roots[1].uppercased()) == nil)
    #expect(MerkleHash(String(Self.roots[1].dropLast())) == nil)
  }
}
