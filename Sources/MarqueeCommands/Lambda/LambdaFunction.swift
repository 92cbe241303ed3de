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
  /// The address or the file that is told of runs in events of OpenLineage; `nil` for none.
  var lineage: String?
  /// Told of each run that ends here.
  var onEnd: @Sendable (RunReport) -> Void

  /// Answers `event`.
  ///
  /// - Parameter hasTime: whether work that may take so long can still be begun.
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

  /// Works off the queue until no message comes.
  ///
  /// - Returns: how many messages were seen to.
  func workOff() async throws -> Int {
    try await keepingLineage { workplace in
      try await queue.workOff(waiting: 2, lease: 300) {
        await workplace.ask($0, whileThereIs: { _ in true }, onEnd: onEnd)
      }
    }
  }

  /// Does `work`. What there is to tell of its runs is told by its end: afterwards Lambda stops the process until the next event.
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
