public import RankingModel

/// An event that a scheduler reports.
public enum ScheduleEvent: Sendable {
  /// A job or a maintenance task begins.
  case begins(String)
  /// A run of a job has ended, and is durable.
  case ran(job: String, RunReport)
  /// A maintenance task was done for a day, with its outcome.
  case did(task: String, Day, outcome: String, isSound: Bool)
  /// A job or a task has failed.
  case failed(String, Failure)
  /// A job or a task still has something to do, and is tried again at the given instant.
  case again(String, at: Instant)
  /// The mistakes of a file that is skipped because of them; reported once.
  case passedOver(String)
  /// Nothing is due before the given instant; with the name of the job or task that is due next, if there is one.
  case waiting(until: Instant, next: String?)
}

extension Workplace {
  /// Runs every job when it is due, and maintains the lake as `schedule.yaml` says, until the task is cancelled. A cancellation
  /// stops the current work at the next safe place, then this function returns.
  ///
  /// - Parameters:
  ///   - jitter: each run starts later by up to so many seconds; `nil` for the value in `schedule.yaml`.
  ///   - slice: the longest sleep in seconds before the clock and the files are looked at again.
  ///   - tell: called with each event.
  public func runSchedule(
    jitter: Double? = nil, lookingEvery slice: Double = 60,
    _ tell: @escaping @Sendable (ScheduleEvent) async -> Void
  ) async throws {
    var scheduler = Scheduler(workplace: self, jitter: jitter, slice: slice, tell: tell)
    do { try await scheduler.run() } catch let error where error.isInterruption {}
  }
}
