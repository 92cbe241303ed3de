public import LakeStore
public import RankingModel

/// On which days did a condition hold?
public struct WhenQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// The condition on items, their ranks and their measures.
  public var condition: Condition
  /// Whether the answer may span epochs, in which the list was made in different ways.
  public var acrossEpochs = false
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about the days of `chart` on which `condition` held.
  public init(chart: ChartName, condition: Condition, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.condition, self.cutoff) = (chart, condition, cutoff)
  }

  /// Answers from the published days. A missing day ends a range, because it is unknown whether the condition held on it.
  ///
  /// - Throws: a `noData` failure where no day is published, or an item is not found or is not the only one; `usage` where the
  ///   condition names an unknown field.
  public func answer(from reader: LakeReader) throws(Failure) -> WhenAnswer {
    let known = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let range = try known.statisticsRange(acrossEpochs: acrossEpochs)
    let days = known.within(range)
    // The condition may name an item that stood on the chart in another epoch only.
    var items = NamedItems(
      condition, measures: known.measures,
      finder: ItemFinder(known, from: reader))
    let tests = try condition.expression.map { test throws(Failure) in try items.test(test) }
    let held = days.published.map(\.day).filter { day in tests.isTrue { items.holds($0, on: day) } == true }
    return WhenAnswer(
      chart: chart, cadence: days.cadence, epoch: range.epoch, nextEpoch: range.nextEpoch,
      condition: condition.text,
      items: items.histories.map { .init(id: $0.id, title: $0.title) },
      ranges: WhenQuestion.ranges(of: held, days), coverage: range.coverage)
  }

  /// Groups `held`, which is in order, into ranges of consecutive published days without a missing period between them.
  private static func ranges(of held: [Day], _ days: ChartDays) -> [HistoryAnswer.Series] {
    var ranges: [HistoryAnswer.Series] = []
    var held = held[...]
    /// The published day before, where it is in `held`.
    var before: Day?
    for day in days.published.map(\.day) {
      guard held.first == day else {
        before = nil
        continue
      }
      held.removeFirst()
      if let before, !days.cadence.hasGap(between: before, and: day) {
        ranges[ranges.count - 1].to = day
        ranges[ranges.count - 1].days += 1
      } else {
        ranges.append(HistoryAnswer.Series(from: day, to: day, days: 1))
      }
      before = day
    }
    return ranges
  }
}

/// The days on which a condition held.
public struct WhenAnswer: Sendable, Hashable {
  /// An item that the condition names.
  public struct Item: Sendable, Hashable {
    /// Its id.
    public var id: ItemID
    /// Its title on its last day.
    public var title: String
  }

  /// The chart.
  public var chart: ChartName
  /// How often it has a list.
  public var cadence: Cadence
  /// The one epoch whose days count; `nil` for the first epoch of the chart, and where epochs are crossed.
  public var epoch: Epoch?
  /// The next epoch, where the days that count end because it begins; `nil` otherwise.
  public var nextEpoch: Epoch?
  /// The condition, as it was written.
  public var condition: String
  /// The items that the condition names, in order.
  public var items: [Item]
  /// The ranges of consecutive published days on which it held. A missing day ends a range too.
  public var ranges: [HistoryAnswer.Series]
  /// How much is known of the chart. The condition may have held in each missing period.
  public var coverage: Coverage
  /// On how many published days it held. This is the least number of days.
  public var days: Int { ranges.reduce(0) { $0 + $1.days } }
  /// The most days on which it can have held; `nil` where none is missing.
  public var daysAtMost: Int? { coverage.atMost(days) }
}
