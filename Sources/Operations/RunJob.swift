import Jobs
import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// Runs `job` for its current day, then for the days before it that were missed, as its schedule says, and goes on with days of
  /// a backfill that wait. A lake is made where there is none.
  ///
  /// - Throws: a `definition` failure where the job cannot be used, and what ends the work on it early.
  public func run(_ job: String, onDay: @escaping OnDay = { _ in }) async throws -> DueRun {
    // Read before the lake is opened: a job file with mistakes leaves no trace.
    let definition = try definition(of: job)
    let run = try await runDue(job, definition, isAsked: true, onDay) ?? DueRun(job: job)
    await tell(definition, after: run)
    if let failure = run.failure { throw failure }
    return run
  }

  /// Runs `job` for `day` alone, or for its current day: a past day from the job's sources of past days. A lake is made where
  /// there is none.
  ///
  /// - Parameter input: the file that has the list, in place of the job's sources; "-" is standard input.
  /// - Returns: what became of the day.
  /// - Throws: a `definition` failure where the job cannot be used for the day, `usage` where the day is still to come.
  public func run(
    _ job: String, for day: Day?, input: String? = nil, onDay: @escaping OnDay = { _ in }
  ) async throws -> [RunReport] {
    let definition = try definition(of: job)
    let input = try input.map { try ListInput.source($0, atMost: definition.extract.maximumSize) }
    return try await telling(job, definition, onDay) { onDay in
      try await work(on: .chart(definition.chart), for: definition, makesLake: true) { session in
        let now = session.lake.clock()
        let day = try definition.day(day, at: now)
        let plan: RunCheckpoint.Plan =
          input != nil ? .input : definition.isCurrent(day, at: now) ? .live : .past
        if plan == .past, definition.pastArchives.isEmpty { throw Failure.noPastSources(job) }
        return try await session.runner(job, definition, input: input).run(
          [day], plan: plan, trigger: .run, onDay: onDay)
      }
    }
  }
}

extension JobDefinition {
  /// The day to run: the one that is asked for, or the current one.
  ///
  /// - Throws: a `usage` failure where the day is still to come.
  func day(_ asked: Day?, at now: Instant) throws(Failure) -> Day {
    let day = asked ?? currentDay(at: now)
    try day.refuseFuture(from: schedule.day(at: now))
    return day
  }
}

extension Day {
  /// Refuses a day that is still to come.
  ///
  /// - Throws: a `usage` failure where the day is after `today`.
  func refuseFuture(from today: Day) throws(Failure) {
    guard self <= today else { throw Failure(.usage, "\(self) is in the future: today is \(today)") }
  }
}

extension Failure {
  /// The job named `job` has no source of past days.
  static func noPastSources(_ job: String) -> Failure {
    Failure(
      .definition, "\(job) has no source of past days: its address serves only today's list",
      remedy: .words(
        "add an archive to the job file: files with the day in their name, a git repository, a web archive"))
  }
}
