import LakeStore
public import RankingModel

/// What an item did on a chart up to and including a day.
public struct ItemPast: Sendable, Hashable {
  /// Its first published day.
  public var debut: Day
  /// How many published days it stood on the chart.
  public var daysOnChart: Int
  /// Its best rank so far.
  public var peakSoFar: Int
  /// The first day at that rank.
  public var peakDay: Day
}

extension ChartRankings {
  /// The past of every item on the last of the days.
  func pasts() -> [ItemID: ItemPast] {
    var tallies = Array(repeating: Tally(), count: items.count)
    for place in days.indices {
      for row in rows(at: place) { tallies[Int(row.item)].add(rank: row.rank, on: place) }
    }
    guard let last = days.indices.last else { return [:] }
    return rows(at: last).reduce(into: [:]) { pasts, row in
      let tally = tallies[Int(row.item)]
      pasts[item(row)] = ItemPast(
        debut: days[tally.first], daysOnChart: tally.days, peakSoFar: tally.best, peakDay: days[tally.bestDay]
      )
    }
  }
}

/// The past of an item while it is counted; days are places among the published days.
private struct Tally {
  private(set) var days = 0
  private(set) var first = 0
  private(set) var best = Int.max
  private(set) var bestDay = 0

  /// Adds a day after the others.
  mutating func add(rank: Int, on day: Int) {
    if days == 0 { first = day }
    days += 1
    if rank < best { (best, bestDay) = (rank, day) }
  }
}
