public import LakeStore
public import RankingModel

/// What is known of each day of a chart, as of one instant.
public struct ChartDays: Sendable {
  /// One day of the chart.
  public struct KnownDay: Sendable, Hashable {
    /// The newest snapshot of the day, whatever its state.
    public var latest: SnapshotSummary
    /// The newest published snapshot of the day: what the chart was.
    public var published: SnapshotSummary?
    /// All snapshots of the day, oldest first.
    public var snapshots: [SnapshotSummary]

    /// The day.
    public var day: Day { latest.day }
    /// The snapshot that stands for the day: the newest published one, or else the newest.
    public var current: SnapshotSummary { published ?? latest }
  }

  /// The chart.
  public let chart: ChartName
  /// Only what had been recorded by then counts; `nil` for all.
  public let asOf: Instant?
  /// Every day with a snapshot, in order.
  public let known: [KnownDay]
  /// The newest published snapshot of each published day, in order.
  public let published: [SnapshotSummary]

  /// Reads the days of `chart`.
  ///
  /// - Throws: a `noData` failure where the lake has no such chart, or had none by `asOf`.
  public init(of chart: ChartName, asOf: Instant?, from reader: LakeReader) throws(Failure) {
    var known: [KnownDay] = []
    for snapshot in try reader.snapshots(of: chart, asOf: asOf) {
      if known.last?.day != snapshot.day {
        known.append(KnownDay(latest: snapshot, published: nil, snapshots: []))
      }
      known[known.count - 1].latest = snapshot
      known[known.count - 1].snapshots.append(snapshot)
      if snapshot.state.isPublished { known[known.count - 1].published = snapshot }
    }
    self.chart = chart
    self.asOf = asOf
    self.known = known
    self.published = known.compactMap(\.published)
    if known.isEmpty { throw try ChartDays.nothing(of: chart, asOf: asOf, from: reader) }
  }

  /// What is known of `day`; `nil` where nothing is.
  public func known(_ day: Day) -> KnownDay? {
    known.first { $0.day == day }
  }

  /// The last published day before `day`.
  public func lastPublished(before day: Day) -> SnapshotSummary? {
    published.last { $0.day < day }
  }

  /// The published snapshot that answers for `day`.
  ///
  /// - Parameters:
  ///   - day: `nil` for the last published day.
  ///   - orBefore: whether an earlier published day may answer where `day` is not published.
  /// - Throws: a `noData` failure that says what the day is and names the nearest published days.
  public func answer(for day: Day?, orBefore: Bool) throws(Failure) -> SnapshotSummary {
    guard let day else {
      if let last = published.last { return last }
      throw Failure(
        .noData, "no day of \(chart) is published\(words(asOf))",
        hint: "marquee status says what became of its days")
    }
    let found = orBefore ? published.last { $0.day <= day } : published.last { $0.day == day }
    if let found { return found }
    throw unpublished(day, orBefore: orBefore)
  }

  private static func nothing(
    of chart: ChartName, asOf: Instant?, from reader: LakeReader
  ) throws(Failure) -> Failure {
    let charts = try reader.charts()
    if let asOf, charts.contains(chart) {
      return Failure(
        .noData, "nothing of \(chart) had been recorded by \(asOf)", hint: "ask for a later instant")
    }
    return Failure(
      .noData, "the lake \(reader.path) has no chart \(chart)",
      hint: charts.isEmpty
        ? "it has none yet; run a job first: marquee run JOB"
        : "its charts are: \(charts.map(\.description).joined(separator: ", "))")
  }
}

extension ChartDays {
  /// The failure that says why `day` has no published list.
  private func unpublished(_ day: Day, orBefore: Bool) -> Failure {
    let nearest = nearestWords(day)
    guard let latest = known(day)?.latest else {
      let scope = orBefore ? "on or before \(day)" : "on \(day)"
      return Failure(.noData, "\(chart) has no snapshot \(scope)\(words(asOf)); \(nearest)", hint: hint(day))
    }
    let reason = latest.reason.map { ": \($0)" } ?? ""
    switch latest.state {
    case .quarantined:
      let entries = latest.entries == 1 ? "1 entry is" : "\(latest.entries) entries are"
      return Failure(
        .noData, "\(chart) on \(day) is quarantined, \(entries) held back\(reason); \(nearest)",
        hint: "marquee quarantine show \(chart) \(day)")
    case .published, .degraded, .failed, .missing, .unavailable:
      return Failure(
        .noData, "\(chart) on \(day) is \(latest.state.rawValue)\(reason); \(nearest)", hint: hint(day))
    }
  }

  private func nearestWords(_ day: Day) -> String {
    let before = lastPublished(before: day)?.day
    let after = published.first { $0.day > day }?.day
    return switch (before, after) {
    case (let before?, let after?): "the nearest published days are \(before) and \(after)"
    case (let only?, nil), (nil, let only?): "the nearest published day is \(only)"
    case (nil, nil): "no other day is published"
    }
  }

  private func hint(_ day: Day) -> String? {
    guard let near = lastPublished(before: day)?.day else {
      return published.first { $0.day > day }.map { "ask for a day from \($0.day) on" }
    }
    return "ask with --on \(near), or add --or-before"
  }

  private func words(_ asOf: Instant?) -> String {
    asOf.map { " as of \($0)" } ?? ""
  }
}
