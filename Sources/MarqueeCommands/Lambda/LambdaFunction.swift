import AWS
import JSON
import Operations
import Pipeline
import RankingModel

/// A function of a deployment, independent of how it gets its events.
struct LambdaFunction: Sendable {
  /// The kind of this function.
  var handler: LambdaCommand.Handler
  /// The workplace at which runs begin and end.
  var workplace: Workplace
  /// The job for events that name none.
  var usualJob: String?
  /// The queue of the items to ask about.
  var queue: SQSTaskQueue
  /// The file or the address that gets OpenLineage events; `nil` for none.
  var lineage: String?
  /// Called with the report of each run that ends here.
  var onEnd: @Sendable (RunReport) -> Void

  /// Answers `event`.
  ///
  /// - Parameter hasTime: whether there is time for work that may take so long.
  func answer(
    _ event: JSONValue, whileThereIs hasTime: @escaping @Sendable (Duration) -> Bool
  ) async throws -> JSONValue {
    try await keepingLineage { workplace in
      switch handler {
      case .get: try await begin(try DueEvent(event), workplace)
      case .enrich:
        try await queue.answer(event) { await workplace.ask($0, whileThereIs: hasTime, onEnd: onEnd) }
      }
    }
  }

  /// Works off the queue until no message arrives.
  ///
  /// - Returns: the number of messages handled.
  func workOff() async throws -> Int {
    try await keepingLineage { workplace in
      try await queue.workOff(waiting: 2, lease: 300) {
        await workplace.ask($0, whileThereIs: { _ in true }, onEnd: onEnd)
      }
    }
  }

  /// Does `work` and logs its runs as OpenLineage events. All events are delivered before this returns, because Lambda then stops
  /// the process until the next event.
  private func keepingLineage<Value>(_ work: (Workplace) async throws -> Value) async throws -> Value {
    guard let lineage, !lineage.isEmpty else { return try await work(workplace) }
    return try await workplace.keepingLineage(in: lineage, work)
  }

  private func begin(_ event: DueEvent, _ workplace: Workplace) async throws -> JSONValue {
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
