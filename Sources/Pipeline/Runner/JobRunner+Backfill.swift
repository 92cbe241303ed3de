import Jobs
import LakeStore
public import RankingModel

/// Runs of past days.
extension JobRunner {
  /// What a backfill does about each day that `request` asks for, once what killed runs had recorded is in the catalogue.
  public func plan(_ request: BackfillRequest) async throws -> BackfillPlan {
    _ = try await killedRuns(among: [])
    let planner = BackfillPlanner(
      definition: definition, lake: lake.reader, work: work, dependencies: dependencies)
    return try await planner.plan(request, estimate: false)
  }

  /// Runs the days of `plan`. Where the job takes the first archive that has a day, the next archive is asked about the days that
  /// the one before did not bring to be published; where the job compares archives, all are asked at once.
  ///
  /// - Parameters:
  ///   - concurrency: so many lists are asked for at once, where they come from servers.
  ///   - onDay: told of each run when it is durable; a day with several captures has several.
  /// - Returns: for each day what its runs came to: the report of the run that published it, or else of the last one.
  /// - Throws: as `run(_:plan:trigger:onDay:)`.
  public func run(
    _ plan: BackfillPlan, trigger: RunReport.Trigger, concurrency: Int = 4,
    onDay: @escaping @Sendable (RunReport) async -> Void = { _ in }
  ) async throws -> [RunReport] {
    do {
      let reports = try await rounds(plan, trigger, concurrency, onDay)
      await plan.archives.close()
      return reports
    } catch {
      await plan.archives.close()
      throw error
    }
  }

  private func rounds(
    _ plan: BackfillPlan, _ trigger: RunReport.Trigger, _ concurrency: Int,
    _ onDay: @escaping @Sendable (RunReport) async -> Void
  ) async throws -> [RunReport] {
    var left = plan.open.map { day in
      let candidates = plan.archives.candidates(for: day)
      return (
        day: day, candidates: definition.agreement == .first ? candidates : [candidates.flatMap(\.self)]
      )
    }
    var results: [Day: RunReport] = [:]
    while !left.isEmpty {
      let requests = left.flatMap { day, candidates in
        let captures = candidates.first ?? []
        let isLast = candidates.count < 2
        return captures.isEmpty
          ? [DayRequest(day: day)] : captures.map { DayRequest(day: day, capture: $0, isLast: isLast) }
      }
      for report in try await run(
        requests, plan: .past, trigger: trigger, from: plan.archives, concurrency: concurrency, onDay: onDay)
      where results[report.day]?.outcome?.isPublished != true || report.outcome?.isPublished == true {
        results[report.day] = report
      }
      left = left.compactMap { day, candidates in
        let outcome = results[day]?.outcome
        let isOver = candidates.count < 2 || outcome?.isPublished == true || outcome == .unavailable
        return isOver ? nil : (day, Array(candidates.dropFirst()))
      }
    }
    return plan.open.compactMap { results[$0] }
  }

  /// Goes on with the killed run `checkpoint`.
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
    do {
      let reports = try await run(
        [request], plan: .past, trigger: checkpoint.report.trigger, from: archives, onDay: onDay)
      await archives.close()
      return reports
    } catch {
      await archives.close()
      throw error
    }
  }
}
