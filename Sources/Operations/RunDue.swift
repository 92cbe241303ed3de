import Jobs
import LakeStore
import Pipeline
public import RankingModel

/// What became of a job that was due.
public struct DueRun: Sendable {
  /// The job's name.
  public var job: String
  /// Reports of the days that were run.
  public var reports: [RunReport] = []
  /// What ended the work on it early; the other jobs are run all the same.
  public var failure: Failure?
}

extension Workplace {
  /// Runs what is due of all jobs, one after the other: today where its hour has come, and the days that were missed where
  /// the job catches up and has a source of past days. Nothing is locked or written for a job of which nothing is due.
  ///
  /// - Parameters:
  ///   - passOver: told the names of jobs whose files have mistakes.
  ///   - onDay: told of each day when it is durable.
  /// - Returns: the jobs of which something was due, by name.
  /// - Throws: what stops all jobs: being cancelled, or job files that cannot be read.
  public func runDue(
    passingOver passOver: (String) -> Void = { _ in }, onDay: @escaping OnDay = { _ in }
  ) async throws -> [DueRun] {
    var runs: [DueRun] = []
    for (job, definition) in try definitions(passingOver: passOver) {
      do {
        let known = try await viewIfThere()?.lake.days(of: definition.chart) ?? []
        if dueDays(of: definition, known).isEmpty { continue }
        runs.append(
          try await work(on: .chart(definition.chart), for: definition, makesLake: true) { session in
            try await session.runDue(job, definition, onDay)
          })
      } catch let failure as Failure where failure.kind != .interrupted {
        runs.append(DueRun(job: job, failure: failure))
      }
    }
    return runs
  }

  /// The days of a job that are due and can be had, the latest first.
  fileprivate func dueDays(of definition: JobDefinition, _ known: [DaySnapshots]) -> [Day] {
    let due = DueDays(definition.schedule, at: now)
    return due.open(known).filter { $0 == due.today || !definition.pastSources.isEmpty }
  }
}

extension WorkSession {
  fileprivate func runDue(
    _ job: String, _ definition: JobDefinition, _ onDay: @escaping Workplace.OnDay
  ) async throws -> DueRun {
    var run = DueRun(job: job)
    let runner = runner(job, definition)
    // What a killed run had recorded counts.
    try await lake.reconcile(definition.chart)
    let today = definition.schedule.day(at: lake.clock())
    let days = workplace.dueDays(of: definition, try lake.reader.days(of: definition.chart))
    do {
      if days.first == today {
        run.reports += try await runner.run([today], plan: .live, trigger: .run, onDay: onDay)
      }
      let past = days.filter { $0 != today }.sorted()
      if !past.isEmpty {
        run.reports += try await runner.run(past, plan: .past, trigger: .backfill, onDay: onDay)
      }
    } catch let failure as Failure where failure.kind != .interrupted {
      run.failure = failure
    }
    return run
  }
}
