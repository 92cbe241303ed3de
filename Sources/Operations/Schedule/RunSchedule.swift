public import RankingModel

/// What a scheduler tells.
public enum ScheduleEvent: Sendable {
  /// A job or a task of maintenance begins.
  case begins(String)
  /// A run of a job has ended, and is durable.
  case ran(job: String, RunReport)
  /// A task of maintenance was done for a day; what came of it.
  case did(task: String, Day, outcome: String, isSound: Bool)
  /// A job or a task could not be done.
  case failed(String, Failure)
  /// What a job or a task asks for is still to be done, and is tried again then.
  case again(String, at: Instant)
  /// Files that are passed over because of their mistakes; told once.
  case passedOver(String)
  /// Nothing is due before then; the job or the task that is due next, where there is one.
  case waiting(until: Instant, next: String?)
}

extension Workplace {
  /// Runs every job when it is due, and looks after the lake as `schedule.yaml` says, until the task is cancelled: then it returns,
  /// with what is under way stopped at the next safe place.
  ///
  /// - Parameters:
  ///   - jitter: each run starts by up to so many seconds later; `nil` for what `schedule.yaml` says.
  ///   - slice: after so many seconds of sleep the clock and the files are looked at again.
  ///   - tell: told what happens.
  public func runSchedule(
    jitter: Double? = nil, lookingEvery slice: Double = 60,
    _ tell: @escaping @Sendable (ScheduleEvent) async -> Void
  ) async throws {
    var scheduler = Scheduler(workplace: self, jitter: jitter, slice: slice, tell: tell)
    do { try await scheduler.run() } catch is CancellationError {} catch let failure as Failure
      where failure.kind == .interrupted
    {}
  }
}
