public import LakeStore
public import RankingModel

/// Which items led a chart over some days, and how much did it change?
public struct SummaryQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// The days; `nil` for all known ones.
  public var days: DayRange?
  /// The fields by whose values items are counted, each day by the value of that day. `decade` is computed from the field `year`
  /// where an entry has no field `decade`.
  public var fields: [String] = []
  /// The most items to tell; `nil` where no limit was given.
  public var limit: Int?
  /// Whether the answer may span epochs, in which the list was made in different ways.
  public var acrossEpochs = false
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `days` of `chart`.
  public init(chart: ChartName, days: DayRange? = nil, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.days, self.cutoff) = (chart, days, cutoff)
  }

  /// Answers from the rankings of the published days, and, where fields are asked for, from all their versions.
  ///
  /// - Throws: a `noData` failure where none of the days is published; `usage` where no entry has a field that is asked for;
  ///   `damaged` where a version is not sound.
  public func answer(from reader: LakeReader) async throws(Failure) -> SummaryAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let range = try days.statisticsRange(from: self.days?.from, to: self.days?.to, acrossEpochs: acrossEpochs)
    let merged = MergedItems(days, from: reader)
    // Later days of the epoch show whether newcomers stayed.
    let rankings = try days.rankings(to: range.epochEnd, merged)
    let places = rankings.places(in: range)
    let longest = days.published[places].map(\.entries).max() ?? 0
    let tallies = SummaryTallies(rankings, range, longest: longest)
    let tables = try await groups(tallies, days, merged)
    let all = tallies.standings
    let items = Array(all.prefix(limit ?? .max))
    return SummaryAnswer(
      chart: chart, noun: days.noun, range: range, items: items,
      more: all.count - items.count, isLimited: limit != nil, entered: tallies.entered, left: tallies.left,
      turnover: tallies.turnover, numberOnes: tallies.numberOnes,
      survival: [30, 90, 365].map { tallies.survival(after: $0, days.cadence) }, groups: tables)
  }
}

/// The summary of a chart over some days.
public struct SummaryAnswer: Sendable, Hashable {
  /// An item and its counts.
  public struct Standing: Sendable, Hashable {
    /// The item.
    public var id: ItemID
    /// Its title on its last day of the range.
    public var title: String
    /// One more than the length of the longest list, less the item's rank, summed and divided by the number of published days.
    public var points: Double
    /// How many published days it stood on the chart.
    public var days: Int
    /// Its best rank.
    public var best: Int
    /// How many published days it led the chart.
    public var daysAtNumberOne: Int
  }

  /// How many newcomers were still there after some time.
  public struct Survival: Sendable, Hashable {
    /// The number of days after the debut.
    public var days: Int
    /// How many newcomers there are of whom it is known whether they were still there.
    public var newcomers: Int
    /// How many of these newcomers were still there.
    public var survivors: Int
    /// Their share; `nil` where there is no such newcomer.
    public var share: Double? {
      newcomers == 0 ? nil : quotient(Double(survivors), Double(newcomers))
    }
  }

  /// The chart.
  public var chart: ChartName
  /// What the items are called.
  public var noun: ItemNoun
  /// The days that the summary covers.
  public var range: StatisticsRange
  /// The items, by points.
  public var items: [Standing]
  /// How many more items there are.
  public var more: Int
  /// Whether a limit on the items was given.
  public var isLimited: Bool
  /// How many `enter` and `return` events the days have. The first day of an epoch counts none.
  public var entered: Int
  /// How many `leave` events the days have. The first day of an epoch counts none.
  public var left: Int
  /// The share of the list that was replaced from one published day to the next, on average; `nil` where no day of the range has
  /// a published day before it.
  public var turnover: Double?
  /// The items that led the chart, those with the most such days first.
  public var numberOnes: [Standing]
  /// How many newcomers were still there 30, 90 and 365 days after their debut.
  public var survival: [Survival]
  /// The items counted by the values of each field that was asked for.
  public var groups: [SummaryGroups]
}
