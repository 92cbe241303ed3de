public import LakeStore
public import RankingModel

/// Which items climbed and fell most over some days?
public struct MoversQuestion: Question {
  /// The days to compare.
  public enum Range: Sendable, Hashable {
    /// From one day to another; `nil` stands for the first or the last published day.
    case days(from: Day?, to: Day?)
    /// This number of days, the last published one being the last.
    case lastDays(Int)
    /// This number of periods, that of the last published day being the last.
    case lastPeriods(Int)
  }

  /// The chart.
  public var chart: ChartName
  /// The days to compare.
  public var range: Range
  /// The most climbers to tell, and the most fallers.
  public var limit: Int
  /// Whether the answer may span epochs, in which the list was made in different ways.
  public var acrossEpochs = false
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `range`, by default the last seven periods.
  public init(
    chart: ChartName, range: Range = .lastPeriods(7), limit: Int = 10, cutoff: Cutoff = Cutoff()
  ) { (self.chart, self.range, self.limit, self.cutoff) = (chart, range, limit, cutoff) }

  /// Compares the first published day of the range with the last.
  ///
  /// - Throws: a `noData` failure where no day of the range is published.
  public func answer(from reader: LakeReader) throws(Failure) -> MoversAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let (from, to) = try bounds(days)
    let range = try days.statisticsRange(from: from, to: to, acrossEpochs: acrossEpochs)
    let rankings = try ChartRankings(days.within(range).published, MergedItems(days, from: reader))
    guard let first = rankings.days.first, let last = rankings.days.last else {
      throw days.nothingPublished(from: from, to: to)
    }
    var answer = MoversAnswer(
      chart: chart, requestedFrom: from, requestedTo: to, from: first, to: last, cadence: days.cadence,
      epoch: range.epoch, nextEpoch: range.nextEpoch, noun: days.noun, coverage: range.coverage)
    var movers: [Int32: Mover] = [:]
    for row in rankings.rows(at: 0) {
      movers[row.item] = Mover(
        id: rankings.item(row), title: "", rank: 0, previousRank: row.rank, best: row.rank, worst: row.rank)
    }
    for place in rankings.days.indices {
      for row in rankings.rows(at: place) { movers[row.item]?.stand(at: row.rank) }
    }
    var all: [Mover] = []
    for row in rankings.rows(at: rankings.days.count - 1) {
      guard var mover = movers.removeValue(forKey: row.item) else {
        answer.entered += 1
        continue
      }
      (mover.title, mover.rank) = (rankings.title(row), row.rank)
      all.append(mover)
    }
    answer.left = movers.count
    answer.unchanged = all.count { $0.change == 0 }
    let (climbers, fallers) = (all.filter { $0.change > 0 }, all.filter { $0.change < 0 })
    (answer.climbed, answer.fell) = (climbers.count, fallers.count)
    answer.climbers = Array(climbers.sorted(by: Mover.precedes).prefix(limit))
    answer.fallers = Array(fallers.sorted(by: Mover.precedes).prefix(limit))
    return answer
  }

  /// The first and the last day of the range.
  private func bounds(_ days: ChartDays) throws(Failure) -> (from: Day?, to: Day?) {
    switch range {
    case .days(let from, let to): return (from, to)
    case .lastDays(let count):
      let last = try days.answer(for: nil, orBefore: false).day
      return (last.advanced(by: 1 - count), last)
    case .lastPeriods(let count):
      let last = try days.answer(for: nil, orBefore: false).day
      let positions = Positions(days)
      let period = positions.period(at: positions.days.count - 1)
      let first = positions.days.indices.first { positions.period(at: $0) > period - count }
      return (first.map { positions.days[$0] } ?? last, last)
    }
  }
}

/// The items that climbed and fell most over a range of days.
public struct MoversAnswer: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The first day asked for.
  public var requestedFrom: Day?
  /// The last day asked for.
  public var requestedTo: Day?
  /// The first published day of the range.
  public var from: Day
  /// The last published day of the range.
  public var to: Day
  /// How often the chart has a list.
  public var cadence: Cadence
  /// The one epoch whose days count; `nil` for the first epoch of the chart, and where epochs are crossed.
  public var epoch: Epoch?
  /// The next epoch, where the days that count end because it begins; `nil` otherwise.
  public var nextEpoch: Epoch?
  /// What the items are called.
  public var noun: ItemNoun
  /// How much is known of the range.
  public var coverage: Coverage
  /// The items on both days that rose most. Items that rose as much are sorted by rank and id.
  public var climbers: [Mover] = []
  /// The items on both days that fell most. Items that fell as much are sorted by rank and id.
  public var fallers: [Mover] = []
  /// How many items rose in all.
  public var climbed = 0
  /// How many items fell in all.
  public var fell = 0
  /// How many items have the same rank on both days.
  public var unchanged = 0
  /// How many items are on the last day and not on the first.
  public var entered = 0
  /// How many items are on the first day and not on the last.
  public var left = 0
}

/// An item on the first and the last published day of a range.
public struct Mover: Sendable, Hashable {
  /// The item.
  public var id: ItemID
  /// Its title on the last day.
  public var title: String
  /// Its rank on the last day.
  public var rank: Int
  /// Its rank on the first day.
  public var previousRank: Int
  /// Its best rank on the published days of the range.
  public var best: Int
  /// Its worst rank on the published days of the range that it stood on.
  public var worst: Int

  /// How many ranks it rose, negative where it fell.
  public var change: Int { previousRank - rank }

  fileprivate mutating func stand(at rank: Int) { (best, worst) = (min(best, rank), max(worst, rank)) }

  fileprivate static func precedes(_ left: Mover, _ right: Mover) -> Bool {
    let (first, second) = (left.change.magnitude, right.change.magnitude)
    if first != second { return first > second }
    return left.rank != right.rank ? left.rank < right.rank : left.id < right.id
  }
}
