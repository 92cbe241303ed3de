public import LakeStore
public import RankingModel

/// Decides about days that a check held back. A decision is a newer snapshot; the one it is about stays readable.
public struct QuarantineDecision: Sendable {
  private let lake: Lake
  private let work: WorkStore

  /// Decisions on `lake`, whose work state is `work`.
  public init(lake: Lake, work: WorkStore) {
    self.lake = lake
    self.work = work
  }

  /// The days that wait for a decision: those whose newest snapshot is in quarantine.
  public static func pending(
    _ reader: LakeReader, chart: ChartName? = nil
  ) throws(Failure) -> [SnapshotSummary] {
    var pending: [SnapshotSummary] = []
    for name in try reader.charts() where chart == nil || chart == name {
      pending += try reader.days(of: name).map(\.latest).filter { $0.state == .quarantined }
    }
    return pending
  }

  /// A day that waits for a decision, and its entries.
  ///
  /// - Throws: a `noData` failure where nothing of that day is held back.
  public static func heldBack(
    _ reader: LakeReader, _ chart: ChartName, _ day: Day
  ) async throws(Failure) -> (snapshot: Snapshot, entries: [Entry]) {
    let pending = try QuarantineDecision.pending(reader, chart: chart)
    guard let summary = pending.first(where: { $0.day == day }), let version = summary.version else {
      throw Failure(
        .noData, "\(chart) has nothing in quarantine on \(day)",
        hint: "marquee quarantine list shows what waits for a decision")
    }
    var snapshot = try reader.record(of: summary)
    // What was forgotten is not named again: it may have been removed.
    if try reader.snapshotsWithoutRaw(of: chart).contains(summary.number) {
      (snapshot.raw, snapshot.job) = ([], nil)
    }
    return (snapshot, try await reader.entries(of: version))
  }

  /// Publishes the day as it was held back.
  public func accept(_ chart: ChartName, _ day: Day) async throws(Failure) -> Snapshot {
    let (basis, entries) = try await find(chart, day)
    let enrichment = basis.report.enrichment
    let state: DayState = enrichment.failed + enrichment.stale > 0 ? .degraded : .published
    return try await append(basis, state: state, trigger: .accept, entries: entries, reason: nil)
  }

  /// Refuses the day: it stays unpublished, and the same content is not put forward again.
  public func reject(_ chart: ChartName, _ day: Day, because why: String?) async throws(Failure) -> Snapshot {
    let (basis, entries) = try await find(chart, day)
    let reason = "rejected: \(why ?? basis.report.reason ?? "held back by a check")"
    return try await append(basis, state: .failed, trigger: .reject, entries: entries, reason: reason)
  }

  private func find(_ chart: ChartName, _ day: Day) async throws(Failure) -> (Snapshot, [Entry]) {
    // A decision may have been killed between its record and the catalogue.
    try await lake.reconcile(chart)
    return try await QuarantineDecision.heldBack(lake.reader, chart, day)
  }

  private func append(
    _ basis: Snapshot, state: DayState, trigger: RunReport.Trigger, entries: [Entry], reason: String?
  ) async throws(Failure) -> Snapshot {
    try await lake.checkClock()
    let now = lake.clock()
    var report = basis.report
    report.id = RunReport.newID(now)
    report.trigger = trigger
    report.startedAt = now
    report.finishedAt = now
    report.outcome = state
    report.reason = reason
    report.steps = [.load]
    // Those are the other run's.
    report.calls = []
    report.deadLetters = nil
    // The checkpoint tells the next run of the chart to look for this record, should it not reach the catalogue.
    try await work.checkpoint([RunCheckpoint(report: report, job: "", plan: .stored)])
    let draft = Lake.Draft(
      chart: basis.chart, day: basis.day, state: state, capturedAt: basis.capturedAt,
      version: basis.version, entries: entries, size: basis.size, raw: basis.raw, job: basis.job,
      settings: basis.settings, report: report)
    let snapshot = try await lake.append([draft], settings: nil)[0]
    try await work.finish([report])
    return snapshot
  }
}
