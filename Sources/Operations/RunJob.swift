import Jobs
import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// Runs `job` for its current day, then for the missed days before it that its schedule asks for, then for the waiting days of
  /// a backfill. Makes a lake if there is none.
  ///
  /// - Throws: a `definition` failure if the job cannot be used, and the failure that ends the work on it early.
  public func run(_ job: String, onDay: @escaping OnDay = { _ in }) async throws -> DueRun {
    // The job file is read before the lake is opened, so that a job file with mistakes leaves no trace.
    let definition = try definition(of: job)
    let run = try await runDue(job, definition, isAsked: true, onDay) ?? DueRun(job: job)
    await tell(definition, after: run)
    if let failure = run.failure { throw failure }
    return run
  }

  /// Runs `job` for `day` only, or for its current day. The list of a past day comes from the job's sources of past days. Makes a
  /// lake if there is none.
  ///
  /// - Parameter input: the file that holds the list, in place of the job's sources; "-" is standard input.
  /// - Returns: the report of the day.
  /// - Throws: a `definition` failure if the job cannot be used for the day, `usage` if the day is in the future.
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
  /// The day to run: `asked`, or the current day if `asked` is `nil`.
  ///
  /// - Throws: a `usage` failure if the day is in the future.
  func day(_ asked: Day?, at now: Instant) throws(Failure) -> Day {
    let day = asked ?? currentDay(at: now)
    try day.refuseFuture(from: schedule.day(at: now))
    return day
  }
}

extension Day {
  /// Refuses a day in the future.
  ///
  /// - Throws: a `usage` failure if the day is after `today`.
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
