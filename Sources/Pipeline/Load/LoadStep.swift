import Jobs
import LakeStore
import Logging
import RankingModel

/// Days whose objects are stored, with what is still to be recorded about them.
struct DecidedDays: Sendable {
  var drafts: [Lake.Draft] = []
  var withoutSnapshot: [RunReport] = []
  /// All reports, in the order of the days.
  var reports: [RunReport] = []
  /// What the runs made, by the names of the runs.
  var made: [String: MadeList] = [:]
  /// Answers that are now stored as objects.
  var answers: [ObjectID] = []
  /// How long storing the documents took.
  var storing = Duration.zero

  /// The reports that are still to be recorded.
  var unrecorded: [RunReport] { drafts.map(\.snapshot.report) + withoutSnapshot }

  /// Storing the documents took `time`. Reports give this as the duration of the load step, because they are recorded after it.
  fileprivate mutating func stored(in time: Duration) {
    storing = time
    for index in drafts.indices { drafts[index].snapshot.report.loaded(in: time) }
    for index in withoutSnapshot.indices { withoutSnapshot[index].loaded(in: time) }
    for index in reports.indices { reports[index].loaded(in: time) }
  }
}

extension RunReport {
  /// A report that a killed process had recorded keeps its duration.
  fileprivate mutating func loaded(in time: Duration) {
    if steps.contains(.load), durations[.load] == nil { durations[.load] = time.milliseconds }
  }
}

/// Loads checked days into the lake.
struct LoadStep: Sendable {
  let definition: JobDefinition
  let lake: Lake
  let work: WorkState
  let dependencies: RunDependencies

  /// Decides what is recorded for each of `days`, and stores their documents. Days must come in their order.
  func decide(
    _ days: [DayRun], checkedBy check: CheckStep, _ known: inout KnownDays
  ) async throws(Failure) -> DecidedDays {
    var decided = DecidedDays()
    var documents: [(name: ObjectID, bytes: [UInt8])] = []
    let job = definition.digest
    for (index, day) in days.enumerated() {
      if let ended = day.ended {
        decided.reports.append(ended)
        continue
      }
      decided.answers += day.enriched?.stored ?? []
      let others = days.enumerated().filter { $0.offset != index && $0.element.day == day.day }
      var verdict = try await check.verdict(on: day, among: others.map(\.element), &known)
      decided.made[verdict.report.id] = MadeList(
        raw: verdict.raw, version: verdict.version, entries: verdict.entries.count,
        size: verdict.document?.count)
      if verdict.state == .missing, !isToRecord(day, at: index, others) {
        verdict.report.finishedAt = dependencies.clock()
        decided.reports.append(verdict.report)
        continue
      }
      // The load step itself writes this report. A report that can be read proves that the step is done.
      if verdict.isToLoad { verdict.report.steps.append(.load) }
      verdict.report.finishedAt = dependencies.clock()
      if definition.enrich != nil {
        (verdict.report.calls, verdict.report.deadLetters) = try await work.outcome(
          of: verdict.report, notAsked: verdict.notAsked)
      }
      if let kept = known.outcomeKept(despite: verdict) {
        verdict.report.raw = verdict.raw
        verdict.report.unchanged = kept.isUnchanged
        verdict.report.outcome = kept.outcome
        verdict.report.reason = kept.reason
        decided.withoutSnapshot.append(verdict.report)
      } else {
        decided.drafts.append(draft(of: verdict, by: job))
        known.add(verdict)
      }
      // Documents that are already stored are passed on too: storing them again repairs damaged ones.
      if let version = verdict.version, let document = verdict.document {
        documents.append((version, document))
      }
      decided.reports.append(verdict.report)
    }
    if !decided.drafts.isEmpty { documents.append((job, definition.source)) }
    let start = dependencies.uptime()
    _ = try await lake.put(documents.map(\.bytes), named: documents.map(\.name))
    decided.stored(in: dependencies.uptime() - start)
    return decided
  }

  /// Records `days`. On return they are durable and their checkpoints are removed.
  func record(_ days: DecidedDays) async throws(Failure) -> [RunReport] {
    let start = dependencies.uptime()
    if !days.drafts.isEmpty {
      _ = try await lake.append(days.drafts, settings: definition.settings, at: dependencies.clock())
    }
    try await lake.record(days.withoutSnapshot)
    try await work.finish(days.reports, stored: days.answers)
    let time = days.storing + (dependencies.uptime() - start)
    for report in days.unrecorded {
      if report.steps.contains(.load) { dependencies.log(.load, of: report, took: time, [:]) }
      var result: Logger.Metadata = ["outcome": .string(report.outcome?.rawValue ?? "not ended")]
      if let reason = report.reason { result["reason"] = .string(reason) }
      dependencies.logger.info("run done", metadata: report.logContext().merging(result) { $1 })
    }
    return days.reports
  }

  /// Whether to record that a run found no list. It is recorded if nothing else will be tried for its day, and if this run is the
  /// last of the runs of that day and none of the `others` has a list.
  private func isToRecord(_ day: DayRun, at place: Int, _ others: [(offset: Int, element: DayRun)]) -> Bool {
    day.isLast && others.allSatisfy { $0.element.problem?.state == .missing && $0.offset < place }
  }

  private func draft(of verdict: Verdict, by job: ObjectID) -> Lake.Draft {
    Lake.Draft(
      chart: definition.chart, day: verdict.report.day, state: verdict.state, capturedAt: verdict.capturedAt,
      version: verdict.version, entries: verdict.entries, size: verdict.document?.count, raw: verdict.raw,
      job: job, report: verdict.report)
  }
}
