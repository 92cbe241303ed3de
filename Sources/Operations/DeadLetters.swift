import LakeStore
public import Pipeline
public import RankingModel

extension Workplace {
  /// The tasks in the queue, in one state or in all states.
  ///
  /// - Throws: a `storage` failure if the queue is missing and cannot be made.
  public func tasks(in state: EnrichmentTask.State? = nil) async throws -> [EnrichmentTask] {
    if let work = try await workReader() { return try await work.queue.tasks(in: state) }
    throw Failure(
      .storage,
      "the queue of \(place.folder) is missing and cannot be rebuilt, because the lake is read-only",
      remedy: .words("make the lake writable, or copy it to a place where it is writable"))
  }

  /// The task with a number.
  ///
  /// - Throws: a `noData` failure if there is no such task.
  public func task(_ number: Int64) async throws -> EnrichmentTask {
    guard let found = try await tasks().first(where: { $0.number == number }) else {
      throw Failure.noTask(number)
    }
    return found
  }

  /// Asks again about items in the dead letters. Their days are run again from their stored lists.
  ///
  /// - Parameter numbers: the tasks' numbers; `nil` for all dead letters.
  public func retry(_ numbers: [Int64]?, onDay: @escaping OnDay = { _ in }) async throws -> [RunReport] {
    try await work { session in
      let dead = try await session.work.deadLetters(numbers)
      var reports: [RunReport] = []
      for (job, tasks) in Dictionary(grouping: dead, by: \.job).sorted(by: { $0.key < $1.key }) {
        let definition = try definition(of: job)
        reports += try await session.fetchingSecrets(of: definition).runner(job, definition).run(
          Set(tasks.map(\.day)).sorted(), plan: .storedAsking, trigger: .replay, onDay: onDay)
      }
      return reports
    }
  }

  /// The dead letters that `discard` would remove. Nothing is locked or written.
  public func planDiscarding(_ numbers: [Int64]?) async throws -> [EnrichmentTask] {
    try await view().work?.deadLetters(numbers) ?? []
  }

  /// Removes dead letters. Their days stay as they are.
  ///
  /// - Parameter numbers: the tasks' numbers; `nil` for all dead letters.
  public func discard(_ numbers: [Int64]?) async throws -> [EnrichmentTask] {
    try await work { session in
      let dead = try await session.work.deadLetters(numbers)
      try await DeadLetterDecision(lake: session.lake, work: session.work).discard(dead)
      return dead
    }
  }
}

extension WorkState {
  /// The dead letters with these numbers; all of them if `numbers` is `nil`.
  fileprivate func deadLetters(_ numbers: [Int64]?) async throws -> [EnrichmentTask] {
    let dead = try await queue.tasks(in: .dead)
    return try numbers?.map { number in
      guard let task = dead.first(where: { $0.number == number }) else {
        throw Failure.noTask(number, "dead ")
      }
      return task
    } ?? dead
  }
}

extension Failure {
  fileprivate static func noTask(_ number: Int64, _ kind: String = "") -> Failure {
    Failure(.noData, "there is no \(kind)task \(number)", remedy: .showTasks)
  }
}
