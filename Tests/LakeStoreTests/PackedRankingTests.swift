import Testing

@testable import LakeStore

@Suite struct PackedRankingTests {
  private func row(_ item: Int64, _ rank: Int64, _ title: Int64) -> RankingRow {
    RankingRow(item: item, rank: rank, title: title)!
  }

  private func rows(_ bytes: [UInt8]) -> [RankingRow]? {
    var rows: [RankingRow] = []
    let isSound = bytes.withUnsafeBytes { PackedRanking.append($0, to: &rows) }
    return isSound ? rows : nil
  }

  /// Worked out by hand: 5 and 64 doubled are 10 and 128 = 80 01. The third rank is two more, so its item is 2 × 1 + 1 = 3, and 2
  /// follows. The titles minus the items are 2, 2 and -1: their changes 2, 0, -3 are written as 4, 0, 5.
  @Test func aRowTakesAboutThreeBytes() {
    let ranking = [row(5, 1, 7), row(64, 2, 66), row(1, 4, 0)]
    #expect(PackedRanking.bytes(ranking) == [10, 4, 0x80, 0x01, 0, 3, 2, 5])
    #expect(rows([10, 4, 0x80, 0x01, 0, 3, 2, 5]) == ranking)
  }

  @Test func rowsComeBackAsTheyWere() {
    var generator = SystemRandomNumberGenerator()
    for length in [0, 1, 2, 250] {
      var rank: Int64 = 0
      let ranking = (0..<length).map { _ in
        rank += Int64.random(in: 0...3, using: &generator)
        return row(
          Int64.random(in: 0...100_000, using: &generator), rank,
          Int64.random(in: 0...Int64(Int32.max), using: &generator))
      }
      #expect(rows(PackedRanking.bytes(ranking)) == ranking)
    }
    // Shared ranks, a first rank of zero, and a very large rank.
    let odd = [row(1, 0, 1), row(2, 0, 2), row(3, 9_000_000_000, 3)]
    #expect(rows(PackedRanking.bytes(odd)) == odd)
  }

  @Test(
    arguments: [
      [0x80], [10], [3, 2], [10, 0x80], Array(repeating: 0xFF, count: 12),
      // A title number below zero.
      [10, 13],
    ] as [[UInt8]])
  func whatIsNoRankingIsRefused(bytes: [UInt8]) {
    #expect(rows(bytes) == nil)
  }
}
