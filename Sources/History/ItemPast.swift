import LakeStore
public import RankingModel

/// What an item did on a chart up to and including a day. Days and ranks are those of one epoch, unless epochs are crossed.
public struct ItemPast: Sendable, Hashable {
  /// Its first published day, in whatever epoch.
  public var debut: Day
  /// How many published days it stood on the chart.
  public var daysOnChart: Int
  /// Its best rank.
  public var peakSoFar: Int
  /// The first day at that rank.
  public var peakDay: Day
}

extension ChartDays {
  /// The past, as of `day`, of each item that stands on the chart on the last published day up to `day`. Days and ranks count from
  /// the first day of `range` on.
  ///
  /// Memory holds the rows of one day at a time.
  func pasts(
    in range: StatisticsRange, to day: Day, _ merged: MergedItems
  ) throws(Failure) -> [ItemID: ItemPast] {
    let published = published.prefix { $0.day <= day }
    let beginning = range.coverage.days.map { known in published.prefix { $0.day < known.from }.count } ?? 0
    let tallies = try merged.reader.rankings(of: chart, published.map(\.number)) { items, _ in
      Tallies(items.map(merged.item), countingFrom: beginning)
    } adding: {
      $0.add($1)
    }
    let days = published.map(\.day)
    return tallies.ofLastDay().mapValues { tally in
      ItemPast(
        debut: days[tally.first], daysOnChart: tally.days, peakSoFar: tally.best, peakDay: days[tally.bestDay]
      )
    }
  }
}

/// The pasts of all items of a chart while they are counted. Days are indices of published days.
private struct Tallies: Sendable {
  struct Tally: Sendable {
    private(set) var days = 0
    private(set) var first = -1
    private(set) var best = Int.max
    private(set) var bestDay = 0
    fileprivate var last = -1

    /// Adds a day, which must be later than the others.
    @inline(__always)
    mutating func add(rank: Int, on day: Int, isCounted: Bool) {
      if first < 0 { first = day }
      last = day
      guard isCounted else { return }
      days += 1
      if rank < best { (best, bestDay) = (rank, day) }
    }
  }

  private let items: [ItemID]
  /// For each item the index of its tally. The ids of one item share a tally.
  private let joined: [Int]
  private var tallies: [Tally]
  private var day = -1
  /// The first day that counts. Of those before it only the debuts are noted.
  private let beginning: Int

  init(_ items: [ItemID], countingFrom beginning: Int) {
    (self.items, self.beginning) = (items, beginning)
    var places: [ItemID: Int] = [:]
    joined = items.indices.map { place in
      if let first = places[items[place]] { return first }
      places[items[place]] = place
      return place
    }
    tallies = Array(repeating: Tally(), count: items.count)
  }

  /// Adds the rows of the next day, by rank. Where an item has two rows on the day, the better rank counts.
  mutating func add(_ rows: [RankingRow]) {
    day += 1
    let (day, isCounted) = (day, day >= beginning)
    tallies.withUnsafeMutableBufferPointer { tallies in
      for row in rows {
        let place = joined[Int(row.item)]
        if tallies[place].last != day { tallies[place].add(rank: row.rank, on: day, isCounted: isCounted) }
      }
    }
  }

  func ofLastDay() -> [ItemID: Tally] {
    tallies.indices.reduce(into: [:]) { found, place in
      if day >= 0, tallies[place].last == day { found[items[place]] = tallies[place] }
    }
  }
}
