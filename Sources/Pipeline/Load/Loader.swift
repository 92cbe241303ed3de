import LakeStore
import RankingModel

/// Checks days and brings them into the lake: the last two steps. Days come in their order.
struct Loader: Sendable {
  let definition: JobDefinition
  let lake: Lake
  let work: WorkStore

  /// Checks and stores `days`; on return they are durable and their checkpoints are gone.
  func load(_ days: [DayWork], _ known: inout KnownDays) async throws(Failure) -> [RunReport] {
    var drafts: [Lake.Draft] = []
    var documents: [[UInt8]] = []
    var withoutSnapshot: [RunReport] = []
    var reports: [RunReport] = []
    for day in days {
      if let ended = day.ended {
        reports.append(ended)
        continue
      }
      var verdict = try verdict(on: day, &known)
      verdict.report.finishedAt = lake.clock()
      if let standing = known.standing(against: verdict) {
        verdict.report.unchanged = standing.isUnchanged
        verdict.report.outcome = standing.outcome
        withoutSnapshot.append(verdict.report)
      } else {
        drafts.append(draft(of: verdict))
        if let document = verdict.document { documents.append(document) }
        known.add(verdict)
      }
      reports.append(verdict.report)
    }
    _ = try await lake.put(documents)
    if !drafts.isEmpty { _ = try await lake.append(drafts) }
    try await lake.record(withoutSnapshot)
    try await work.finish(reports)
    return reports
  }

  private func verdict(on day: DayWork, _ known: inout KnownDays) throws(Failure) -> Verdict {
    var day = day
    var findings: [Finding] = []
    if day.problem == nil, let transformed = day.transformed {
      let previous =
        definition.check.turnover == nil ? nil : try known.previous(before: day.day, reader: lake.reader)
      findings = Checker(definition.check).findings(
        entries: day.entries, transform: transformed, previous: previous)
      day.finish(.check)
    }
    if !findings.contains(where: { $0.severity == .fail }), day.problem == nil { day.finish(.load) }
    return Verdict(day, findings: findings, toleratedFilmFailures: definition.toleratedFilmFailures)
  }

  private func draft(of verdict: Verdict) -> Lake.Draft {
    Lake.Draft(
      chart: definition.chart, day: verdict.report.day, state: verdict.state, version: verdict.version,
      entries: verdict.entries, raw: verdict.raw, report: verdict.report)
  }
}
