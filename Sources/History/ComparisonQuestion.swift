public import LakeStore
public import RankingModel

/// Which of some items stood above the others, and when did that change?
public struct ComparisonQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// The items, at least two: of each an id, an address with an id in it, a title, or a part of a title.
  public var items: [String]
  /// Whether days are taken together on which the list was made in different ways.
  public var acrossEpochs = false
  /// What counts.
  public var cutoff: Cutoff

  /// The question about `items` on `chart`.
  public init(chart: ChartName, items: [String], cutoff: Cutoff = Cutoff()) {
    (self.chart, self.items, self.cutoff) = (chart, items, cutoff)
  }

  /// Compares the items over the published days on which all of them stood: those in the epoch of the last day by which none of them
  /// had left for good.
  ///
  /// - Throws: a `noData` failure where no item fits a name, or several do; `usage` where two names are of one item.
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

/// Some items of a chart against each other.
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
    /// On how many of the days together it stood above all others. Of items with one rank none is above.
    public var daysAbove = 0
  }

  /// A day together on which an item is above another one, and on the last day together on which their ranks differed was below it.
  public struct Crossing: Sendable, Hashable {
    /// The day.
    public var day: Day
    /// The item that is above from that day on.
    public var above: ItemID
    /// The item that it passed.
    public var below: ItemID
  }

  /// The chart.
  public var chart: ChartName
  /// How often the chart has a list.
  public var cadence: Cadence
  /// The epoch whose days alone count; `nil` for the one with which the chart begins, and where epochs are crossed.
  public var epoch: Epoch?
  /// What the items are called.
  public var noun: ItemNoun
  /// The items, in the order asked for.
  public var items: [Item]
  /// On how many published days all of them stood.
  public var together: Int
  /// When the order of two of them changed, by day.
  public var crossings: [Crossing]
  /// How much is known of the chart: the items may have stood together on days that are missing.
  public var coverage: Coverage
}

extension HeadToHead {
  /// The comparison of items by their histories.
  ///
  /// - Parameter histories: of each item all that is known of it, and that over the days of `range`.
  init(
    _ chart: ChartName, _ days: ChartDays, _ histories: Zip2Sequence<[HistoryAnswer], [HistoryAnswer?]>,
    _ range: StatisticsRange
  ) {
    (self.chart, cadence, noun) = (chart, days.cadence, days.noun)
    (epoch, coverage) = (range.epoch, range.coverage)
    items = histories.map { Item(id: $0.id, title: $0.title, days: $1?.days ?? 0, best: $1?.peakEver.rank) }
    (together, crossings) = (0, [])
    let observations = histories.map { $1?.observations ?? [] }
    let ranks = observations.dropFirst().map { places in
      Dictionary(places.map { ($0.day, $0.rank) }) { first, _ in first }
    }
    /// For each pair of items the one that was above the other last.
    var leaders: [[Int]: Int] = [:]
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
          guard let former, former != above else { continue }
          crossings.append(Crossing(day: place.day, above: items[above].id, below: items[below].id))
        }
      }
    }
  }
}
