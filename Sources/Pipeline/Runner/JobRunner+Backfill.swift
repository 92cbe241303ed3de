public import Jobs
import LakeStore
public import RankingModel

/// Runs of past days.
extension JobRunner {
  /// Plans what a backfill does about each day that `request` asks for. Before that, records of killed runs are brought into the
  /// catalogue.
  public func plan(_ request: BackfillRequest) async throws -> BackfillPlan {
    _ = try await killedRuns(among: [])
    let planner = BackfillPlanner(
      definition: definition, lake: lake.reader, work: work, dependencies: dependencies)
    return try await planner.plan(request, estimate: false)
  }

  /// Runs the days of `plan`. If the job uses the first archive that has a day, the next archive is asked about each day that is
  /// not published yet, except days about which an archive could not be asked. If the job compares archives, all of them are
  /// asked at once.
  ///
  /// - Parameters:
  ///   - holdsRest: whether days that are left after the enrichment source stopped the runs will continue by themselves; see
  ///     `PendingDays`.
  ///   - onDay: called with the deciding report of each day, when nothing more will be tried for the day.
  /// - Returns: the deciding report of each day: that of the run that published the day, or else that of its last run.
  /// - Throws: the errors of `run(_:plan:trigger:onDay:)`, and a `source` failure if the enrichment source stops the runs.
  public func run(
    _ plan: BackfillPlan, trigger: RunReport.Trigger, holdsRest: Bool = false,
    onDay: @escaping @Sendable (RunReport) async -> Void = { _ in }
  ) async throws -> [RunReport] {
    let ended = try await ended(plan, trigger, holdsRest, onDay)
    if let stop = ended.stop, ended.left.contains(where: { $0 != stop.day }) {
      throw stop.failure(pending: holdsRest ? ended.left.count : 0)
    }
    return ended.reports
  }

  /// Continues with the days that wait because the enrichment source stopped a backfill on an earlier day. If the source stops
  /// them again, the rest keeps waiting.
  ///
  /// - Parameter onDay: as for `run(_:trigger:holdsRest:onDay:)`.
  /// - Returns: the reports of the days that no longer wait.
  public func goOn(
    onDay: @escaping @Sendable (RunReport) async -> Void = { _ in }
  ) async throws -> [RunReport] {
    var reports: [RunReport] = []
    for request in try await work.requestsToGoOn(of: definition, dependencies) {
      let plan = try await plan(request)
      try await work.pending.drop(
        plan.days.filter { $0.action == .skip }.map(\.day), of: definition.chart)
      let ended = try await ended(plan, .backfill, true, onDay)
      reports += ended.reports.filter { !ended.left.contains($0.day) }
      if ended.stop != nil { break }
    }
    return reports
  }

  /// Runs the days of `plan`, and releases what its archives hold. `left` are the days that must still be run after a stop.
  private func ended(
    _ plan: BackfillPlan, _ trigger: RunReport.Trigger, _ holdsRest: Bool,
    _ onDay: @escaping @Sendable (RunReport) async -> Void
  ) async throws -> (reports: [RunReport], stop: EarlyStop?, left: [Day]) {
    let ended = try await closing({ await plan.archives.close() }) {
      try await rounds(plan, trigger, onDay)
    }
    if ended.stop != nil, holdsRest {
      try await work.pending.hold(
        ended.left, of: definition.chart, as: plan.request, on: dependencies.clock().day)
    }
    return ended
  }

  private func rounds(
    _ plan: BackfillPlan, _ trigger: RunReport.Trigger,
    _ onDay: @escaping @Sendable (RunReport) async -> Void
  ) async throws -> (reports: [RunReport], stop: EarlyStop?, left: [Day]) {
    var left = plan.open.map { day in
      let candidates = plan.archives.candidates(for: day)
      return (
        day: day, candidates: definition.agreement == .first ? candidates : [candidates.flatMap(\.self)]
      )
    }
    var results: [Day: RunReport] = [:]
    var stop: EarlyStop?
    while !left.isEmpty, stop == nil {
      let requests = left.flatMap { day, candidates in
        let captures = candidates.first ?? []
        let isLast = candidates.count < 2
        return captures.isEmpty
          ? [DayRequest(day: day)] : captures.map { DayRequest(day: day, capture: $0, isLast: isLast) }
      }
      let others = Set(left.filter { $0.candidates.count > 1 }.map(\.day))
      let round = try await run(
        requests, plan: .past, trigger: trigger, from: plan.archives, concurrency: plan.request.concurrency
      ) { runs in
        guard let report = runs.decisive, report.isLast(hasOthers: others.contains(report.day)) else {
          return
        }
        await onDay(report)
      }
      stop = round.stop
      let reached = Dictionary(grouping: round.reports, by: \.day).compactMapValues(\.decisive)
      results.merge(reached) { $1 }
      left = left.compactMap { day, candidates in
        guard let report = reached[day] else { return (day, candidates) }
        if day == stop?.day, report.outcome?.isPublished != true { return (day, candidates) }
        return report.isLast(hasOthers: candidates.count > 1) ? nil : (day, Array(candidates.dropFirst()))
      }
    }
    return (plan.open.compactMap { results[$0] }, stop, left.map(\.day))
  }

  /// Resumes the killed run `checkpoint`.
  public func resume(
    _ checkpoint: RunCheckpoint, onDay: @escaping @Sendable (RunReport) async -> Void = { _ in }
  ) async throws -> [RunReport] {
    guard checkpoint.plan == .past else {
      return try await run(
        [checkpoint.report.day], plan: checkpoint.plan, trigger: checkpoint.report.trigger, onDay: onDay)
    }
    let day = checkpoint.report.day
    let archives = try await ArchiveIndex(
      of: definition, from: day, to: day, dependencies, own: try lake.reader.identifier())
    let request = DayRequest(day: day, capture: checkpoint.capture)
    return try await closing({ await archives.close() }) {
      try await run([request], plan: .past, trigger: checkpoint.report.trigger, from: archives) {
        for report in $0 { await onDay(report) }
      }.reports
    }
  }
}

extension [RunReport] {
  /// The deciding run of a day: the last run that published the day, or else the last run.
  fileprivate var decisive: RunReport? { last { $0.outcome?.isPublished == true } ?? last }
}

extension RunReport {
  /// Whether nothing more will be tried for the day after this run, the deciding one so far.
  ///
  /// - Parameter others: whether other archives are left that may have the day.
  fileprivate func isLast(hasOthers others: Bool) -> Bool {
    !others || outcome?.isPublished == true || outcome == .unavailable
  }
}

extension WorkState {
  /// The backfills of a job's chart that can continue now; none if no call is left today, or if the job has no source of past
  /// days any more.
  public func requestsToGoOn(
    of definition: JobDefinition, _ dependencies: RunDependencies
  ) async throws(Failure) -> [BackfillRequest] {
    let requests = try await pending.requests(of: definition.chart, on: dependencies.clock().day)
    guard !requests.isEmpty, !definition.pastArchives.isEmpty else { return [] }
    let budget = try await BudgetLeft.find(of: definition, work: self, dependencies: dependencies)
    return budget?.left == 0 ? [] : requests
  }
}
