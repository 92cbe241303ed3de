import LakeStore
public import RankingModel

/// The ranks of a chart's items on its last published days.
public struct ChartTrend: Sendable, Hashable {
  /// The days in order, up to the day asked about.
  public let days: [Day]
  /// The indices of the days that have a missing list before them.
  public let gaps: Set<Int>
  private let ranks: [ItemID: [Int?]]

  /// The rank of `item` on each of the days; `nil` where it was not on the chart.
  public func ranks(of item: ItemID) -> [Int?] { ranks[item] ?? days.map { _ in nil } }

  /// The trend over the last published days up to `day`, at most `length` of them.
  init(_ chart: ChartDays, to day: Day, _ merged: MergedItems, length: Int = 30) throws(Failure) {
    let rankings = try ChartRankings(chart.published.prefix { $0.day <= day }.suffix(length), merged)
    days = rankings.days
    var ranks: [ItemID: [Int?]] = [:]
    for place in days.indices {
      for row in rankings.rows(at: place) {
        ranks[rankings.item(row), default: Array(repeating: nil, count: days.count)][place] = row.rank
      }
    }
    self.ranks = ranks
    gaps = Set(
      days.indices.dropFirst().filter { [days] in chart.cadence.hasGap(between: days[$0 - 1], and: days[$0]) }
    )
  }
}
