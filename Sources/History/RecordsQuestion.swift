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
  /// The published day whose broken, extended and tied records are told; `nil` for all records of the range.
  public var on: Day?
  /// How many ranks are the top of the chart.
  public var top = 10
  /// Whether records may span epochs, in which the list was made in different ways.
  public var acrossEpochs = false
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `chart`.
  public init(chart: ChartName, cutoff: Cutoff = Cutoff()) { (self.chart, self.cutoff) = (chart, cutoff) }

  /// Answers from the rankings of the published days.
  ///
  /// - Throws: a `noData` failure where no day of the range is published, or `on` is not published.
  public func answer(from reader: LakeReader) throws(Failure) -> RecordsAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    if let on { _ = try days.answer(for: on, orElse: .words("ask for a published day")) }
    let range = try days.statisticsRange(from: from, to: on ?? to, acrossEpochs: acrossEpochs)
    let rankings = try days.rankings(to: range.coverage.days?.to, MergedItems(days, from: reader))
    let places = rankings.places(in: range)
    let old = rankings.withoutDebut(in: range)
    let book = { (places: Range<Int>) in
      RecordBook(rankings, places, old, known: range.coverage.days, top: top, cadence: days.cadence)
        .records(missing: range.coverage.missing)
    }
    var records = book(places)
    if on != nil {
      // On the first day of a range there is no record to break.
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
  /// The day whose broken, extended and tied records are told; `nil` where all records are told.
  public var on: Day?
  /// The records, in their usual order.
  public var records: [ChartRecord]

  /// The records that the last day broke, extended or tied. Of a tied record only the new holders are told.
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
  /// Who holds a record, and the days of the record.
  public struct Holder: Sendable, Hashable {
    /// The item; `nil` where the day itself holds the record.
    public var id: ItemID?
    /// Its title on the last of the days.
    public var title: String?
    /// The day on which the record was set, or the range of days that it counts.
    public var days: DayRange
    /// The published day that the day is compared with; `nil` except for records of a debut or of movement.
    public var previousDay: Day?
    /// Whether a period without a list lies between these two days.
    public var isAcrossGap = false
  }

  /// What a day did to a record.
  public enum Change: String, Sendable, Hashable {
    /// The value is better now, and not only earlier holders have it.
    case broken
    /// The value is better now, and only earlier holders have it.
    case extended
    /// Another item reached the same value.
    case tied
  }

  /// Its name, such as `longest-stay`.
  public var name: String
  /// The value; `nil` where nobody holds the record.
  public var value: Int?
  /// What the value counts: `days`, `weeks`, `months`, `rank`, `ranks` or `returns`.
  public var unit: String
  /// The range in which the value would lie if the missing periods were known; `nil` where none is missing, or where they could
  /// change the value to anything.
  public var bounds: ClosedRange<Int>?
  /// Whether it counts days in a row.
  public var isOfDaysInARow: Bool
  /// Whether the record is about all days together, so that no single day breaks it.
  var isOfAllDays: Bool
  /// All who hold it, in the order of their days.
  public var holders: [Holder]
  /// What the day asked about did to the record; `nil` where no day was asked about.
  public var change: Change?
  /// Its value as of the published day before that day; `nil` where nobody held it.
  public var previousValue: Int?
}
