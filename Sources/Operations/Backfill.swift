import Jobs
import LakeStore
public import Pipeline
public import RankingModel

/// The result of a backfill.
public struct BackfillResult: Sendable {
  /// The chart.
  public var chart: ChartName
  /// How often it has a list.
  public var cadence: Cadence
  /// The first day asked for, or the first that a source lists.
  public var from: Day
  /// The last day asked for, or the last that a source lists.
  public var to: Day
  /// The reports of the days that were run.
  public var reports: [RunReport]
  /// How many days were skipped.
  public var skipped: Int
  /// How many days of the chart wait for the first run on a later day, because the enrichment source stopped their backfill.
  public var pending: Int
}

extension Workplace {
  /// Plans a backfill of `job`: what it would do with each day, and what is left of today's call budget (`nil` if the job has
  /// none). Nothing is locked or written.
  ///
  /// - Throws: a `definition` failure if the job has no source of past days, or if the request needs a list of the days that have
  ///   lists and no source has one; `usage` if a day is in the future.
  public func planBackfill(
    _ job: String, _ request: BackfillRequest = BackfillRequest()
  ) async throws -> (days: [BackfillDecision], budget: BudgetLeft?) {
    let (definition, request) = try backfilled(job, request)
    let view = try await viewIfThere()
    let planner = BackfillPlanner(
      definition: definition, lake: view?.lake, work: view?.work,
      dependencies: try await fetching(definition.secretNames).dependencies)
    let plan = try await planner.plan(request, estimate: true)
    await plan.close()
    plan.passedOver.forEach(warning)
    return (
      plan.days, try await BudgetLeft.find(of: definition, work: view?.work, dependencies: dependencies)
    )
  }

  /// Runs `job` for the past days that `request` asks for. Makes a lake if there is none.
  ///
  /// - Parameters:
  ///   - onPlan: called with the number of days to run.
  ///   - onBudget: called with what is left of the job's call budget, if it has one: at the beginning, and before each call of
  ///     `onDay`.
  ///   - onDay: called with the report of each day, once nothing more is tried for the day.
  /// - Throws: as `planBackfill`; also a `source` failure if the enrichment source stops the runs. The first run on a later day
  ///   goes on with the remaining days.
  public func backfill(
    _ job: String, _ request: BackfillRequest = BackfillRequest(),
    onPlan: @escaping @Sendable (_ days: Int) async -> Void = { _ in },
    onBudget: (@Sendable (BudgetLeft) async -> Void)? = nil, onDay: @escaping OnDay = { _ in }
  ) async throws -> BackfillResult {
    let (definition, request) = try backfilled(job, request)
    return try await telling(job, definition, onDay) { onDay in
      try await work(on: .chart(definition.chart), for: definition, makesLake: true) { session in
        let runner = session.runner(job, definition)
        let plan = try await runner.plan(request)
        plan.passedOver.forEach(warning)
        let days = plan.open
        await onPlan(days.count)
        let tellBudget: @Sendable () async -> Void = {
          guard let onBudget else { return }
          let left = try? await BudgetLeft.find(
            of: definition, work: session.work, dependencies: session.workplace.dependencies)
          if let left { await onBudget(left) }
        }
        await tellBudget()
        let reports = try await runner.run(plan, trigger: .backfill, holdsRest: true) {
          await tellBudget()
          await onDay($0)
        }
        return BackfillResult(
          chart: definition.chart, cadence: definition.cadence, from: plan.from, to: plan.to,
          reports: reports, skipped: plan.days.count - days.count,
          pending: try await session.work.pending.counts()[definition.chart] ?? 0)
      }
    }
  }

  /// The definition of a job that can be backfilled, and the request with its span turned into days. The job file is read before
  /// the lake is opened, so that a job file with mistakes leaves no trace.
  private func backfilled(
    _ job: String, _ request: BackfillRequest
  ) throws(Failure) -> (JobDefinition, BackfillRequest) {
    var definition = try definition(of: job)
    guard !definition.pastArchives.isEmpty else { throw Failure.noPastSources(job) }
    if !request.enriches { definition = definition.withoutEnrichment }
    var request = request
    let today = definition.schedule.day(at: now)
    if let last = request.to { _ = try definition.day(last, at: now) }
    if let span = request.since {
      (request.from, request.to) = (today.advanced(by: -span), request.to ?? today)
    }
    return (definition, request)
  }
}
