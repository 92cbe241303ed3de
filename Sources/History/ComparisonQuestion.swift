public import LakeStore
public import RankingModel

/// Which of some items stood above the others, and when did that change?
public struct ComparisonQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// The items, at least two, each by an id, an address with an id in it, a title, or a part of a title.
  public var items: [String]
  /// Whether the answer may span epochs, in which the list was made in different ways.
  public var acrossEpochs = false
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `items` on `chart`.
  public init(chart: ChartName, items: [String], cutoff: Cutoff = Cutoff()) {
    (self.chart, self.items, self.cutoff) = (chart, items, cutoff)
  }

  /// Compares the items on the published days on which all of them stood. The days lie in one epoch: that of the earliest of the
  /// items' last days.
  ///
  /// - Throws: a `noData` failure where no item fits a name, or several do; `usage` where two names mean the same item.
  public func answer(from reader: LakeReader) throws(Failure) -> HeadToHead {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let finder = ItemFinder(days, from: reader)
    var histories: [HistoryAnswer] = []
    for (place, name) in items.enumerated() {
      let history = try finder.find(name)
      if let other = histories.firstIndex(where: { $0.id == history.id }) {
        throw Failure(
          .usage,
          "\"\(items[other])\" and \"\(items[place])\" are the same: \(history.title) (\(history.id))",
          remedy: .words("name items that differ"))
      }
      histories.append(history)
    }
    let range = try days.statisticsRange(
      inEpochOf: histories.map(\.last.day).min(), acrossEpochs: acrossEpochs)
    let own = try histories.map { history throws(Failure) in
      try finder.history(history, within: range, of: days)
    }
    return HeadToHead(chart, days, zip(histories, own), range)
  }
}

/// A comparison of items of a chart.
public struct HeadToHead: Sendable, Hashable {
  /// One of the items.
  public struct Item: Sendable, Hashable {
    /// The item.
    public var id: ItemID
    /// Its title on its last day.
    public var title: String
    /// How many published days it stood on the chart.
    public var days: Int
    /// Its best rank; `nil` where it stood on no day that counts.
    public var best: Int?
    /// On how many of the days with all items it ranked above all others. Where several share the best rank, none does.
    public var daysAbove = 0
  }

  /// A day with all items, on which one of them ranks above another that was above it before. Days with equal ranks do not count.
  public struct Crossing: Sendable, Hashable {
    /// The day.
    public var day: Day
    /// The last day before with all items. The order changed after it.
    public var previousDay: Day
    /// Whether other published days, or missing periods, lie between the two days.
    public var hasDaysBetween: Bool
    /// The item that ranks above from that day on.
    public var above: ItemID
    /// The item that it passed.
    public var below: ItemID
  }

  /// The chart.
  public var chart: ChartName
  /// How often the chart has a list.
  public var cadence: Cadence
  /// The one epoch whose days count; `nil` for the first epoch of the chart, and where epochs are crossed.
  public var epoch: Epoch?
  /// The next epoch, where the days that count end because it begins; `nil` otherwise.
  public var nextEpoch: Epoch?
  /// What the items are called.
  public var noun: ItemNoun
  /// The items, in the order asked for.
  public var items: [Item]
  /// On how many published days all items stood.
  public var together: Int
  /// The days on which the order of two items changed, in order.
  public var crossings: [Crossing]
  /// How much is known of the chart. The items may have stood on it together on days that are missing.
  public var coverage: Coverage
  /// The most days on which all items can have stood; `nil` where no period is missing.
  public var togetherAtMost: Int? { coverage.atMost(together) }
}

extension HeadToHead {
  /// The comparison of items from their histories.
  ///
  /// - Parameter histories: for each item its whole history, and its history over the days of `range`.
  init(
    _ chart: ChartName, _ days: ChartDays, _ histories: Zip2Sequence<[HistoryAnswer], [HistoryAnswer?]>,
    _ range: StatisticsRange
  ) {
    (self.chart, cadence, noun) = (chart, days.cadence, days.noun)
    (epoch, nextEpoch, coverage) = (range.epoch, range.nextEpoch, range.coverage)
    items = histories.map { Item(id: $0.id, title: $0.title, days: $1?.days ?? 0, best: $1?.peakEver.rank) }
    (together, crossings) = (0, [])
    let observations = histories.map { $1?.observations ?? [] }
    let ranks = observations.dropFirst().map { places in
      Dictionary(places.map { ($0.day, $0.rank) }) { first, _ in first }
    }
    let before = Dictionary(
      zip(days.published.dropFirst(), days.published).map { ($0.day, $1.day) }
    ) { first, _ in first }
    /// For each pair of items the one that was last above the other.
    var leaders: [[Int]: Int] = [:]
    /// The last day with all items.
    var previous: Day?
    for place in observations.first ?? [] {
      let others = ranks.compactMap { $0[place.day] }
      guard others.count == ranks.count else { continue }
      together += 1
      let today = [place.rank] + others
      let best = today.min()
      if let leader = today.firstIndex(where: { $0 == best }), today.count(where: { $0 == best }) == 1 {
        items[leader].daysAbove += 1
      }
      for left in today.indices {
        for right in today.indices.dropFirst(left + 1) where today[left] != today[right] {
          let (above, below) = today[left] < today[right] ? (left, right) : (right, left)
          let former = leaders.updateValue(above, forKey: [left, right])
          guard let former, former != above, let previous else { continue }
          let follows =
            before[place.day] == previous && !days.cadence.hasGap(between: previous, and: place.day)
          crossings.append(
            Crossing(
              day: place.day, previousDay: previous, hasDaysBetween: !follows, above: items[above].id,
              below: items[below].id))
        }
      }
      previous = place.day
    }
  }
}
