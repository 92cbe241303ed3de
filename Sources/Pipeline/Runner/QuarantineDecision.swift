public import LakeStore
public import RankingModel

/// Decides about days that a check held back, and about days that should not have been published.
///
/// A decision is a record of its own. The snapshot that it is about stays as it is, and the newest decision about it
/// holds: what was rejected or withdrawn can be accepted later.
public struct QuarantineDecision: Sendable {
  private let lake: Lake

  /// Decisions on `lake`.
  public init(lake: Lake) {
    self.lake = lake
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
    guard let summary = try pending(reader, chart: chart).first(where: { $0.day == day }),
      let version = summary.version
    else {
      throw Failure(
        .noData, "\(chart) has nothing in quarantine on \(day)",
        remedy: .showQuarantine)
    }
    return (try reader.record(of: summary), try await reader.entries(of: version))
  }

  /// Publishes the day as it was held back, or as it was before somebody refused it.
  public func accept(_ chart: ChartName, _ day: Day) async throws(Failure) -> Decision {
    let summary = try newest(chart, day, "in quarantine") { $0.state == .quarantined || $0.isRefused }
    let enrichment = try lake.reader.record(of: summary).report.enrichment
    let state: DayState = enrichment.failed + enrichment.stale > 0 ? .degraded : .published
    return try await lake.decide(.accept, about: summary, state: state)
  }

  /// Refuses the day: it stays unpublished, and the same content is not put forward again.
  public func reject(_ chart: ChartName, _ day: Day, because reason: String?) async throws(Failure)
    -> Decision
  {
    let summary = try newest(chart, day, "in quarantine") { $0.state == .quarantined }
    return try await lake.decide(
      .reject, about: summary, reason: reason ?? summary.reason ?? "held back by a check")
  }

  /// Takes back what stands as published for the day: what was published before it stands again, where there is such.
  public func withdraw(_ chart: ChartName, _ day: Day, because reason: String?) async throws(Failure)
    -> Decision
  {
    guard let summary = try lake.reader.days(of: chart, on: day).first?.published else {
      throw Failure(
        .noData, "\(chart) has nothing published on \(day)", remedy: .showStatus(chart)
      )
    }
    return try await lake.decide(.withdraw, about: summary, reason: reason ?? "by hand")
  }

  /// The newest snapshot of the day, where it is such a one.
  private func newest(
    _ chart: ChartName, _ day: Day, _ words: String, isSuch: (SnapshotSummary) -> Bool
  ) throws(Failure) -> SnapshotSummary {
    guard let summary = try lake.reader.days(of: chart, on: day).first?.latest, summary.version != nil,
      isSuch(summary)
    else {
      throw Failure(
        .noData, "\(chart) has nothing \(words) on \(day)",
        remedy: .showQuarantine)
    }
    return summary
  }
}
