public import LakeStore
public import RankingModel

/// What is the history of an item on a chart?
public struct HistoryQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// An id, an address with an id in it, a title, or a part of a title.
  public var item: String
  /// Whether the answer may span epochs, in which the list was made in different ways.
  public var acrossEpochs = false
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `item` on `chart`.
  public init(chart: ChartName, item: String, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.item, self.cutoff) = (chart, item, cutoff)
  }

  /// Answers for the item that `ItemFinder` finds, from the days in the epoch of the item's last day.
  ///
  /// - Throws: a `noData` failure where no item fits, or where several do: then the failure lists them.
  public func answer(from reader: LakeReader) throws(Failure) -> HistoryAnswer {
    try answer(from: ChartDays(of: chart, cutoff: cutoff, from: reader), reader)
  }

  /// The same answer, from days of the chart that were read before.
  func answer(from days: ChartDays, _ reader: LakeReader) throws(Failure) -> HistoryAnswer {
    let finder = ItemFinder(days, from: reader)
    let found = try finder.find(item)
    let range = try days.statisticsRange(inEpochOf: found.last.day, acrossEpochs: acrossEpochs)
    return try finder.history(found, within: range, of: days) ?? found
  }
}

/// The indices of published snapshots among the published days.
struct Positions {
  let days: [Day]
  let cadence: Cadence
  private let byNumber: [Int64: Int]

  init(_ chart: ChartDays) {
    self.days = chart.published.map(\.day)
    self.cadence = chart.cadence
    self.byNumber = Dictionary(uniqueKeysWithValues: chart.published.enumerated().map { ($1.number, $0) })
  }

  /// The index of the day of a snapshot among the published days; `nil` where the snapshot does not stand for one.
  subscript(snapshot: Int64) -> Int? { byNumber[snapshot] }

  /// The number of the period of the published day at the index `place`. On an irregular chart each published day is a period.
  func period(at place: Int) -> Int { cadence == .irregular ? place : cadence.period(of: days[place]) }
}
