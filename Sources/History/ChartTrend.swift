import LakeStore
public import RankingModel

/// Where the items of a chart stood on its last published days.
public struct ChartTrend: Sendable, Hashable {
  /// The days, the one that was asked about last.
  public let days: [Day]
  /// The places among `days` before which lists are missing.
  public let gaps: Set<Int>
  private let ranks: [ItemID: [Int?]]

  /// The rank of `item` on each of the days; `nil` on those without it.
  public func ranks(of item: ItemID) -> [Int?] { ranks[item] ?? days.map { _ in nil } }

  /// The trend of the last days of `rankings`, at most `length`.
  init(_ rankings: ChartRankings, _ cadence: Cadence, length: Int = 30) {
    let places = rankings.days.indices.suffix(length)
    days = places.map { rankings.days[$0] }
    var ranks: [ItemID: [Int?]] = [:]
    for place in places {
      for row in rankings.rows(at: place) {
        ranks[rankings.item(row), default: places.map { _ in nil }][place - places.startIndex] = row.rank
      }
    }
    self.ranks = ranks
    gaps = Set(
      days.indices.dropFirst().filter { [days] in cadence.hasGap(between: days[$0 - 1], and: days[$0]) })
  }
}
