import JSON
public import LakeStore
public import RankingModel

/// What is known of each day of a chart, as of `cutoff`.
public struct ChartDays: Sendable {
  /// The chart.
  public let chart: ChartName
  /// How often it has a list.
  public var cadence: Cadence { settings?.cadence ?? .daily }
  /// What the chart's items are called.
  public var noun: ItemNoun { settings?.item ?? .item }
  /// The epochs of the chart, in order: each begins on a day from which on the list was made another way.
  var epochs: [Epoch] { settings?.epochs ?? [] }
  /// What the chart's newest settings say; `nil` where none were recorded.
  let settings: ChartSettings?
  /// The measures of the chart, those of the newest settings first.
  let measures: [String]
  /// The state of knowledge to answer from.
  public let cutoff: Cutoff
  /// Every day with a snapshot, in order.
  public let known: [DaySnapshots]
  /// The snapshots that stand for the published days, in order.
  public private(set) var published: [SnapshotSummary]
  /// The days that somebody closed, because no list of them exists any longer.
  public let closed: ClosedDays

  /// Reads the days of `chart`.
  ///
  /// - Throws: a `noData` failure where the lake has no such chart, or had none by `cutoff`.
  public init(of chart: ChartName, cutoff: Cutoff = Cutoff(), from reader: LakeReader) throws(Failure) {
    self.chart = chart
    self.settings = try reader.settings(of: chart)?.settings
    self.measures = try reader.measures(of: chart, newest: settings)
    self.cutoff = cutoff
    self.known = try reader.days(of: chart, cutoff: cutoff)
    self.published = known.compactMap(\.published)
    self.closed = try reader.closedDays(of: chart, asOf: cutoff.asOf)
    guard known.isEmpty else { return }
    try reader.require(chart)
    throw Failure(
      .noData, "there is no data for \(chart)\(cutoff.words)", remedy: .words("ask for a later instant"))
  }

  /// The same days, but only the published days of `range`.
  func within(_ range: StatisticsRange) -> ChartDays {
    var days = self
    days.published = published.filter { range.coverage.days?.contains($0.day) == true }
    return days
  }

  /// The snapshots of `day`; `nil` where nothing was recorded.
  public func known(_ day: Day) -> DaySnapshots? { known.first { $0.day == day } }

  /// The last published day before `day`.
  public func lastPublished(before day: Day) -> SnapshotSummary? { published.last { $0.day < day } }

  /// The published snapshot that answers for `day`.
  ///
  /// - Parameters:
  ///   - day: `nil` for the last published day.
  ///   - orBefore: whether an earlier published day may answer where `day` is not published.
  ///   - remedy: what to do where no published day answers; by default, to ask for another day.
  /// - Throws: a `noData` failure that says the state of the day and names the nearest published days.
  public func answer(
    for day: Day?, orBefore: Bool = false, orElse remedy: Remedy? = nil
  ) throws(Failure) -> SnapshotSummary {
    guard let day else {
      if let last = published.last { return last }
      throw nothingPublished()
    }
    let found = orBefore ? published.last { $0.day <= day } : published.last { $0.day == day }
    if let found { return found }
    var failure = unpublished(day, orBefore: orBefore)
    if let remedy { failure.remedy = remedy }
    throw failure
  }

  /// The failure for a chart without published days, or without published days from `first` to `last`.
  func nothingPublished(from first: Day? = nil, to last: Day? = nil) -> Failure {
    let range = (first.map { " from \($0)" } ?? "") + (last.map { " to \($0)" } ?? "")
    return Failure(
      .noData, "no day of \(chart)\(range) is published\(cutoff.words)", remedy: .showStatus(chart))
  }
}

extension LakeReader {
  /// Refuses a chart that the lake does not have.
  ///
  /// - Throws: a `noData` failure that names the charts of the lake, and the one that was probably meant.
  public func require(_ chart: ChartName) throws(Failure) {
    let charts = try charts().map(\.description)
    guard !charts.contains(chart.description) else { return }
    let meant = Spelling.nearest(to: chart.description, among: charts).map { "did you mean \($0)? " } ?? ""
    throw Failure(
      .noData, "the lake \(place.name) has no chart \(chart)",
      remedy: charts.isEmpty
        ? .either(.runJob, or: .otherLake)
        : .words("\(meant)its charts are: \(charts.joined(separator: ", "))"),
      facts: [JSONMember("charts", .array(charts.map { .string($0) }))])
  }
}

extension ChartDays {
  /// The failure that says why `day` has no published list.
  private func unpublished(_ day: Day, orBefore: Bool) -> Failure {
    let before = lastPublished(before: day)?.day
    let after = published.first { $0.day > day }?.day
    let nearest = ChartDays.words(nearest: before, after)
    let remedy =
      before.map { Remedy.askForDay($0, insteadOf: day) }
      ?? after.map { .words("ask for a day from \($0) on") }
    let facts = [
      JSONMember("nearest_days", .array([before, after].compactMap { $0.map { .string($0.description) } }))
    ]
    guard let latest = known(day)?.latest else {
      let scope = orBefore ? "on or before \(day)" : "on \(day)"
      return Failure(
        .noData, "\(chart) has no snapshot \(scope)\(cutoff.words); \(nearest)", remedy: remedy, facts: facts)
    }
    let reason = latest.reason.map { ": \($0)" } ?? ""
    switch latest.state {
    case .quarantined:
      let entries = counted(latest.entries, "entry is", "entries are")
      return Failure(
        .noData, "\(chart) on \(day) is quarantined, \(entries) held back\(reason); \(nearest)",
        remedy: .showHeldBack(chart, day), facts: facts)
    case .published, .degraded, .failed, .missing, .unavailable:
      let state = latest.state == .failed ? "failed" : "is \(latest.state.rawValue)"
      return Failure(
        .noData, "\(chart) \(state) on \(day)\(reason); \(nearest)", remedy: remedy, facts: facts)
    }
  }

  private static func words(nearest before: Day?, _ after: Day?) -> String {
    switch (before, after) {
    case (let before?, let after?): "the nearest published days are \(before) and \(after)"
    case (let only?, nil), (nil, let only?): "the nearest published day is \(only)"
    case (nil, nil): "no other day is published"
    }
  }
}
