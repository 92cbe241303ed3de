public import LakeStore
public import RankingModel

/// What are the records of a chart, and who holds them?
public struct RecordsQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// The first day that counts; `nil` for the first known one.
  public var from: Day?
  /// The last day that counts; `nil` for the last known one.
  public var to: Day?
  /// The published day of which only the records are told that it broke or tied; `nil` for all records of the range.
  public var on: Day?
  /// How many ranks are the top of the chart.
  public var top = 10
  /// Whether records may span days on which the list began to be made another way.
  public var acrossEpochs = false
  /// What counts.
  public var cutoff: Cutoff

  /// The question about `chart`.
  public init(chart: ChartName, cutoff: Cutoff = Cutoff()) { (self.chart, self.cutoff) = (chart, cutoff) }

  /// Answers from the rankings of the published days.
  ///
  /// - Throws: a `noData` failure where no day of the range, or not the day `on`, is published.
  public func answer(from reader: LakeReader) throws(Failure) -> RecordsAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    if let on { _ = try days.answer(for: on, orElse: .words("ask for a published day")) }
    let range = try days.statisticsRange(from: from, to: on ?? to, acrossEpochs: acrossEpochs)
    let rankings = try days.rankings(to: range.coverage.days?.to, MergedItems(days, from: reader))
    let places = rankings.places(in: range)
    let old = rankings.withoutDebut(in: range)
    let book = { (places: Range<Int>) in
      RecordBook(rankings, places, old, top: top, cadence: days.cadence)
        .records(missing: range.coverage.missing)
    }
    var records = book(places)
    if on != nil {
      // On the first day of a range there is nothing to break yet.
      records = places.count > 1 ? RecordsAnswer.changes(from: book(places.dropLast()), to: records) : []
    }
    return RecordsAnswer(chart: chart, range: range, on: on, records: records)
  }
}

/// The records of a chart.
public struct RecordsAnswer: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The days that count.
  public var range: StatisticsRange
  /// The day of which the records are told that it broke or tied; `nil` where all records are told.
  public var on: Day?
  /// The records, in their usual order.
  public var records: [ChartRecord]

  /// What became of each record on the last day, where something did. Of a record that was tied only the new holders are told.
  fileprivate static func changes(from before: [ChartRecord], to now: [ChartRecord]) -> [ChartRecord] {
    zip(before, now).compactMap { before, now in
      guard !now.isOfAllDays, let value = now.value else { return nil }
      var record = now
      record.previousValue = before.value
      if value == before.value {
        record.holders.removeAll { before.holders.contains($0) }
        record.change = .tied
        return record.holders.isEmpty ? nil : record
      }
      let holders = Set(before.holders.map(\.id))
      let isOwn = now.holders.allSatisfy { $0.id != nil && holders.contains($0.id) }
      record.change = isOwn ? .extended : .broken
      return record
    }
  }
}

/// A record of a chart and all who hold it.
public struct ChartRecord: Sendable, Hashable {
  /// Who holds a record, and since when.
  public struct Holder: Sendable, Hashable {
    /// The item; `nil` where the day itself holds the record.
    public var id: ItemID?
    /// Its title on the last of the days.
    public var title: String?
    /// The days of the record: the day on which it was set, or from the first to the last of those that it counts.
    public var days: DayRange
    /// The published day with which the day is compared; `nil` where the record is none of a debut or of movement.
    public var previousDay: Day?
    /// Whether a period without a list lies between the two.
    public var isAcrossGap = false
  }

  /// What a day did to a record.
  public enum Change: String, Sendable, Hashable {
    /// It set a better value, and somebody else held the record before, or nobody did.
    case broken
    /// Its holder bettered it.
    case extended
    /// Somebody reached the value that stood.
    case tied
  }

  /// Its name, such as `longest-stay`.
  public var name: String
  /// The value; `nil` where nobody holds the record.
  public var value: Int?
  /// What the value counts: `days`, `weeks`, `months`, `rank`, `ranks` or `returns`.
  public var unit: String
  /// Between which values the record lies if the missing periods were known; `nil` where none is missing, or they may change it to
  /// anything.
  public var bounds: ClosedRange<Int>?
  /// Whether it counts days in a row.
  public var isOfDaysInARow: Bool
  /// Whether it is about all days together, so that no day breaks it.
  var isOfAllDays: Bool
  /// All who hold it, in the order of their days.
  public var holders: [Holder]
  /// What the day asked about did to it; `nil` where no day was.
  public var change: Change?
  /// Its value as of the published day before that day; `nil` where there was none.
  public var previousValue: Int?
}
