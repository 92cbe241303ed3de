public import LakeStore
public import RankingModel

/// Which rows did a chart have on its published days?
public struct RowsQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// The first day; `nil` for the first published one.
  public var from: Day?
  /// The last day; `nil` for the last published one.
  public var to: Day?
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about the days of `chart` from `from` to `to`.
  public init(chart: ChartName, from: Day? = nil, to: Day? = nil, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.from, self.to, self.cutoff) = (chart, from, to, cutoff)
  }

  /// The days. Their rows are read later, some days at a time.
  ///
  /// - Throws: a `noData` failure where none of the days is published.
  public func answer(from reader: LakeReader) throws(Failure) -> ChartRows {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let published = days.published.filter { $0.day.isWithin(from, to) }
    guard let first = published.first, let last = published.last else {
      throw days.nothingPublished(from: from, to: to)
    }
    let merged = MergedItems(days, from: reader)
    return ChartRows(
      chart: chart, settings: days.settings, measures: days.measures,
      range: DayRange(from: first.day, to: last.day), snapshots: published, merged: merged)
  }
}

/// The rows of a chart on its published days. Memory holds only the days that are asked for.
public struct ChartRows: Sendable {
  /// A published day with its rows.
  public struct PublishedDay: Sendable {
    /// The day.
    public let day: Day
    /// Whether it is complete (`published`) or has tolerated failures (`degraded`).
    public let state: DayState
    /// When the source had that list.
    public let capturedAt: Instant
    /// When that list was recorded.
    public let recordedAt: Instant
    /// The document of its rows.
    public let version: ObjectID?
    /// Its rows by rank, and by id where ranks are equal. Ids of one item are merged.
    public var entries: [Entry]
  }

  /// The chart.
  public let chart: ChartName
  /// What its job file says of it as a whole; `nil` where nothing was recorded.
  public let settings: ChartSettings?
  /// Its measures, in their order.
  public let measures: [String]
  /// The range from the first of its days to the last.
  public let range: DayRange
  /// The standing snapshots of its days, in order.
  public let snapshots: [SnapshotSummary]
  private let merged: MergedItems

  init(
    chart: ChartName, settings: ChartSettings?, measures: [String], range: DayRange,
    snapshots: [SnapshotSummary], merged: MergedItems
  ) {
    (self.chart, self.settings, self.measures) = (chart, settings, measures)
    (self.range, self.snapshots, self.merged) = (range, snapshots, merged)
  }

  /// What people call the chart.
  public var title: String { settings?.title ?? chart.description }
  /// What its items are called.
  public var item: ItemNoun { settings?.item ?? .item }
  /// How often it has a list.
  public var cadence: Cadence { settings?.cadence ?? .daily }
  /// What its job file says of it as a set of data.
  public var dataset: Dataset { settings?.dataset ?? Dataset() }

  /// For each calendar month the indices of its days, in order.
  public var months: [Range<Int>] {
    var months: [Range<Int>] = []
    for place in snapshots.indices {
      let month = { (place: Int) in Cadence.monthly.period(of: snapshots[place].day) }
      if let last = months.last, month(last.lowerBound) == month(place) {
        months[months.count - 1] = last.lowerBound..<place + 1
      } else {
        months.append(place..<place + 1)
      }
    }
    return months
  }

  /// The days at the indices `places`, in order. Their versions are read concurrently, and each is checked against its name.
  ///
  /// - Throws: `damaged` where a version is not sound; `CancellationError`.
  public func days(_ places: Range<Int>) async throws -> [PublishedDay] {
    try Task.checkCancellation()
    return try await allInParallel(Array(places)) { place throws(Failure) in try await day(at: place) }
  }

  private func day(at place: Int) async throws(Failure) -> PublishedDay {
    let snapshot = snapshots[place]
    let entries = try await merged.entries(of: snapshot).sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
    return PublishedDay(
      day: snapshot.day, state: snapshot.state, capturedAt: snapshot.capturedAt,
      recordedAt: snapshot.recordedAt, version: snapshot.version, entries: entries)
  }
}
