import LakeStore
import RankingModel

/// Days whose objects are stored, and what is still to be recorded of them.
struct DecidedDays: Sendable {
  var drafts: [Lake.Draft] = []
  var withoutSnapshot: [RunReport] = []
  /// All reports, in the order of the days.
  var reports: [RunReport] = []
  /// Answers that are objects by now.
  var answers: [ObjectID] = []
}

/// Checks days and brings them into the lake: the last two steps. Days come in their order.
struct Loader: Sendable {
  let definition: JobDefinition
  let lake: Lake
  let work: WorkState

  /// Checks `days`, decides what becomes of each, and stores their documents.
  func decide(_ days: [DayRun], _ known: inout KnownDays) async throws(Failure) -> DecidedDays {
    var decided = DecidedDays()
    var documents: [[UInt8]] = []
    for day in days {
      if let ended = day.ended {
        decided.reports.append(ended)
        continue
      }
      decided.answers += day.enriched?.stored ?? []
      var verdict = try await verdict(on: day, &known)
      verdict.report.finishedAt = lake.clock()
      if definition.enrich != nil {
        (verdict.report.calls, verdict.report.deadLetters) = try await work.outcome(
          of: verdict.report, notAsked: verdict.version == nil ? nil : day.itemsNotAsked)
      }
      if let kept = known.outcomeKept(despite: verdict) {
        verdict.report.raw = verdict.raw
        verdict.report.unchanged = kept.isUnchanged
        verdict.report.outcome = kept.outcome
        decided.withoutSnapshot.append(verdict.report)
      } else {
        decided.drafts.append(draft(of: verdict))
        known.add(verdict)
      }
      // What is stored already is looked at all the same, and is made good where it is damaged.
      if let document = verdict.document { documents.append(document) }
      decided.reports.append(verdict.report)
    }
    if !decided.drafts.isEmpty { documents.append(definition.source) }
    _ = try await lake.put(documents)
    return decided
  }

  /// Records `days`; on return they are durable and their checkpoints are gone.
  func store(_ days: DecidedDays) async throws(Failure) -> [RunReport] {
    if !days.drafts.isEmpty { _ = try await lake.append(days.drafts, settings: definition.settings) }
    try await lake.record(days.withoutSnapshot)
    try await work.finish(days.reports, stored: days.answers)
    return days.reports
  }

  private func verdict(on day: DayRun, _ known: inout KnownDays) async throws(Failure) -> Verdict {
    var day = day
    var findings: [Finding] = []
    if day.problem == nil, let transformed = day.transformed {
      var previous: PreviousDay?
      if definition.check.turnover != nil {
        previous = try await known.previous(before: day.day, reader: lake.reader)
      }
      findings = Checker(definition.check).findings(
        entries: day.entries, transform: transformed, previous: previous)
      day.finish(.check)
    }
    if !findings.contains(where: { $0.severity == .fail }), day.problem == nil { day.finish(.load) }
    return Verdict(
      day, findings: findings, definition: definition, last: known.lastCaptured(on: day.day))
  }

  private func draft(of verdict: Verdict) -> Lake.Draft {
    Lake.Draft(
      chart: definition.chart, day: verdict.report.day, state: verdict.state, capturedAt: verdict.capturedAt,
      version: verdict.version, entries: verdict.entries, size: verdict.document?.count, raw: verdict.raw,
      job: definition.digest, report: verdict.report)
  }
}
