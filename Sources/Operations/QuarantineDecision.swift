import History
public import LakeStore
public import RankingModel

/// A person's decision about a day that a check held back, or that should not have been published.
///
/// A decision is a record of its own. The snapshot that it is about stays unchanged, and the newest decision about a snapshot
/// holds: a rejected or withdrawn snapshot can be accepted later.
public enum QuarantineDecision: Sendable, Hashable {
  /// Publishes the list of the day that was held back, rejected or withdrawn.
  case accept(because: String?)
  /// Rejects the list of the day: the day stays unpublished, and the same content is not proposed again.
  case reject(because: String?)
  /// Withdraws the published list of the day. The list that was published before it, if there is one, stands again.
  case withdraw(because: String?)
}

extension Workplace {
  /// The days that wait for a decision, of one chart or of all charts.
  ///
  /// - Throws: a `noData` failure if the lake has no such chart.
  public func quarantined(chart: ChartName? = nil) async throws -> [SnapshotSummary] {
    let reader = try await reader()
    let pending = try QuarantineDecision.pending(reader, chart: chart)
    if let chart, pending.isEmpty { try reader.require(chart) }
    return pending
  }

  /// A day that waits for a decision, its entries, and the measures of its chart.
  ///
  /// - Throws: a `noData` failure if no list of that day is held back.
  public func quarantined(
    _ chart: ChartName, _ day: Day
  ) async throws -> (snapshot: Snapshot, entries: [Entry], measures: [String]) {
    let reader = try await reader()
    let pending = try QuarantineDecision.pending(reader, chart: chart)
    guard let summary = pending.first(where: { $0.day == day }), let version = summary.version else {
      try reader.require(chart)
      throw Failure.notWaiting(chart, day)
    }
    return (
      try reader.record(of: summary), try await reader.entries(of: version), try reader.measures(of: chart)
    )
  }

  /// Decides about a day.
  ///
  /// - Throws: a `noData` failure if the day has no snapshot to which the decision can apply.
  public func decide(
    _ decision: QuarantineDecision, _ chart: ChartName, _ day: Day
  ) async throws -> Decision {
    try await work(on: .chart(chart)) { try await decision.make(on: $0.lake, chart, day) }
  }
}

extension QuarantineDecision {
  /// The snapshots that wait for a decision, of one chart or of all charts.
  package static func pending(
    _ reader: LakeReader, chart: ChartName? = nil
  ) throws(Failure) -> [SnapshotSummary] {
    var pending: [SnapshotSummary] = []
    for name in try reader.charts() where chart == nil || chart == name {
      pending += try reader.days(of: name).compactMap(\.waiting)
    }
    return pending
  }

  /// Records the decision about a day in `lake`.
  package func make(on lake: Lake, _ chart: ChartName, _ day: Day) async throws(Failure) -> Decision {
    let known = try lake.reader.days(of: chart, on: day).first
    if known == nil { try lake.reader.require(chart) }
    switch self {
    case .accept(let reason):
      guard let held = known?.held else { throw Failure.notWaiting(chart, day) }
      let enrichment = try lake.reader.record(of: held).report.enrichment
      let state: DayState = enrichment.failed + enrichment.stale > 0 ? .degraded : .published
      return try await lake.decide(.accept, about: held, state: state, reason: reason)
    case .reject(let reason):
      guard let waiting = known?.waiting else { throw Failure.notWaiting(chart, day) }
      return try await lake.decide(
        .reject, about: waiting, reason: reason ?? waiting.reason ?? "held back by a check")
    case .withdraw(let reason):
      guard let published = known?.published else {
        throw Failure(.noData, "\(chart) has nothing published on \(day)", remedy: .showStatus(chart))
      }
      return try await lake.decide(.withdraw, about: published, reason: reason ?? "by hand")
    }
  }
}

extension Failure {
  fileprivate static func notWaiting(_ chart: ChartName, _ day: Day) -> Failure {
    Failure(.noData, "\(chart) has nothing in quarantine on \(day)", remedy: .showQuarantine)
  }
}
