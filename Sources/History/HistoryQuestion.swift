public import LakeStore
public import RankingModel

/// How did an item fare on a chart?
public struct HistoryQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// An id, an address with an id in it, a title, or a part of a title.
  public var item: String
  /// Whether days are taken together on which the list was made in different ways.
  public var acrossEpochs = false
  /// What counts.
  public var cutoff: Cutoff

  /// The question about `item`, an id or a title.
  public init(chart: ChartName, item: String, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.item, self.cutoff) = (chart, item, cutoff)
  }

  /// Answers for the item that `ItemFinder` finds, from the days in the epoch of its last one.
  ///
  /// - Throws: a `noData` failure where no item fits, or where several do: then it lists them.
  public func answer(from reader: LakeReader) throws(Failure) -> HistoryAnswer {
    try answer(from: ChartDays(of: chart, cutoff: cutoff, from: reader), reader)
  }

  /// The same, for those who have read the days of the chart.
  func answer(from days: ChartDays, _ reader: LakeReader) throws(Failure) -> HistoryAnswer {
    let finder = ItemFinder(days, from: reader)
    let found = try finder.find(item)
    let range = try days.statisticsRange(inEpochOf: found.last.day, acrossEpochs: acrossEpochs)
    return try finder.history(found, within: range, of: days) ?? found
  }
}

/// Where each published snapshot stands among the published days.
struct Positions {
  let days: [Day]
  let cadence: Cadence
  private let byNumber: [Int64: Int]

  init(_ chart: ChartDays) {
    self.days = chart.published.map(\.day)
    self.cadence = chart.cadence
    self.byNumber = Dictionary(uniqueKeysWithValues: chart.published.enumerated().map { ($1.number, $0) })
  }

  /// The place of a snapshot's day among the published days; `nil` where the snapshot is superseded.
  subscript(snapshot: Int64) -> Int? { byNumber[snapshot] }

  /// The number of the period of the published day at `place`. Each published day of an irregular chart is a period.
  func period(at place: Int) -> Int { cadence == .irregular ? place : cadence.period(of: days[place]) }
}
