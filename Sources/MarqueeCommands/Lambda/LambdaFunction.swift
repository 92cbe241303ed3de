import AWS
import JSON
import Operations
import Pipeline
import RankingModel

/// What the functions of a deployment do, whoever hands them their events.
struct LambdaFunction: Sendable {
  /// Which of them this is.
  var handler: LambdaCommand.Handler
  /// Where runs are begun and ended.
  var workplace: Workplace
  /// The job of events that name none.
  var usualJob: String?
  /// The items to ask about.
  var queue: SQSTaskQueue
  /// Told of each run that ends here.
  var onEnd: @Sendable (RunReport) -> Void

  /// Answers `event`.
  ///
  /// - Parameter hasTime: whether work that may take so long can still be begun.
  func answer(
    _ event: JSONValue, whileThereIs hasTime: @escaping @Sendable (Duration) -> Bool
  ) async throws -> JSONValue {
    switch handler {
    case .get: try await begin(try DueEvent(event))
    case .enrich:
      try await queue.answer(event) { await workplace.ask($0, whileThereIs: hasTime, onEnd: onEnd) }
    }
  }

  /// Works off the queue until no message comes.
  ///
  /// - Returns: how many messages were seen to.
  func workOff() async throws -> Int {
    try await queue.workOff(waiting: 2, lease: 300) {
      await workplace.ask($0, whileThereIs: { _ in true }, onEnd: onEnd)
    }
  }

  private func begin(_ event: DueEvent) async throws -> JSONValue {
    guard let job = event.job ?? usualJob, !job.isEmpty else {
      throw Failure(.usage, "neither the event nor MARQUEE_JOB names a job")
    }
    let begun = try await workplace.begin(job, dueAt: event.time) { try await queue.add($0) }
    if let report = begun.report { onEnd(report) }
    return [
      "run": .string(begun.run), "day": .string(begun.day.description), "queued": JSONValue(begun.queued),
      "outcome": JSONValue(begun.report?.outcome?.rawValue), "reason": JSONValue(begun.report?.reason),
    ]
  }
}
