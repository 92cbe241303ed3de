import LakeStore
public import RankingModel

/// Where the items of a chart stood on its last published days.
public struct ChartTrend: Sendable, Hashable {
  /// The days, the one that was asked about last.
  public let days: [Day]
  /// The places among `days` before which lists are missing.
  public let gaps: Set<Int>
  /// How many rows the longest list of these days has.
  public let longest: Int
  private let ranks: [ItemID: [Int?]]

  /// The rank of `item` on each of the days; `nil` on those without it.
  public func ranks(of item: ItemID) -> [Int?] { ranks[item] ?? days.map { _ in nil } }

  /// The trend of the last published days up to `last`, at most `length`.
  init(_ chart: ChartDays, to last: Day, length: Int = 30, _ merged: MergedItems) throws(Failure) {
    let rankings = try ChartRankings(chart.published.prefix { $0.day <= last }.suffix(length), merged)
    var ranks: [ItemID: [Int?]] = [:]
    for place in rankings.days.indices {
      for row in rankings.rows(at: place) {
        ranks[rankings.item(row), default: rankings.days.map { _ in nil }][place] = row.rank
      }
    }
    let periods = rankings.days.map { chart.cadence.period(of: $0) }
    (days, longest, self.ranks) = (rankings.days, rankings.longest, ranks)
    gaps =
      chart.cadence == .irregular
      ? [] : Set(periods.indices.dropFirst().filter { periods[$0] > periods[$0 - 1] + 1 })
  }
}
