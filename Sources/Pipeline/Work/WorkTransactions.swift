import GRDB
public import RankingModel

/// What concerns more than one part of the work state at once: each is one transaction, made whole or not at all.
extension WorkState {
  /// Puts a task for each of `entries` into the queue of `run`; those there already are left as they are. Leases of the run
  /// that a process had which has died are given back: the lock of the chart says that it has.
  ///
  /// - Returns: as many tasks as are to be leased, or all that there are, as `end` leases them.
  func enqueue(
    _ entries: [Entry], run: RunCheckpoint, leasing count: Int, allowance: CallAllowance?, now: Instant
  ) async throws(Failure) -> [LeasedTask] {
    try await database.write { database in
      try TaskQueue.giveBackLeases(of: run.report.id, database)
      try TaskQueue.add(entries, to: run, now: now, database)
      return try (0..<count).compactMap { _ in
        try WorkState.lease(run: run.report.id, allowance: allowance, now: now, database)
      }
    }
  }

  /// Takes one more call out of the budget for a task, counts the attempt and renews the lease.
  ///
  /// - Returns: `false` where the budget is used up; nothing is counted then.
  func takeCall(
    for task: EnrichmentTask, allowance: CallAllowance?, now: Instant
  ) async throws(Failure) -> Bool {
    try await database.write { database in
      try TaskQueue.renewLease(of: task.number, now: now, database)
      return try WorkState.takeCall(for: task, allowance: allowance, database)
    }
  }

  /// Ends a task as `end` says and leases the next one of its run with its first call out of the budget; `nil` where there is
  /// none, or none is wanted. A process killed before this has no answer, and one killed after it has all of it. The bytes
  /// of an answer become an object with `AnswerCache.answersToStore`.
  func end(
    _ task: EnrichmentTask, _ end: TaskEnd, leasesNext: Bool, allowance: CallAllowance?, now: Instant
  ) async throws(Failure) -> LeasedTask? {
    try await database.write(isPatient: true) { database in
      switch end {
      case .answered(let answer, let body, let source):
        try AnswerCache.add(answer, body: body, source: source, database)
        try TaskQueue.setDone(task.number, now: now, database)
      case .failed(let error): try TaskQueue.setDead(task.number, error, now: now, database)
      }
      guard leasesNext else { return nil }
      return try WorkState.lease(run: task.run, allowance: allowance, now: now, database)
    }
  }

  /// Brings into this work state, which has nothing yet of the run of `start`, the answers that were at hand when the run began
  /// and how its tasks ended elsewhere.
  ///
  /// - Parameters:
  ///   - entries: those of the run's list.
  ///   - source: the name under which answers are kept.
  func restore(
    _ start: RunStart, _ tasks: [EndedTask], _ entries: [Entry], source: String
  ) async throws(Failure) {
    let (run, asked) = (start.checkpoint, Set(start.items))
    try await database.write { database in
      for answer in start.answers + tasks.compactMap(\.answer) {
        guard let item = answer.item else { continue }
        try AnswerCache.restore(answer, of: item, source: source, database)
      }
      let wanting = entries.filter { asked.contains($0.id) }
      try TaskQueue.add(wanting, to: run, now: run.report.startedAt, database)
      for task in tasks { try TaskQueue.end(task, of: run.report.id, database) }
      let calls = Dictionary(grouping: tasks.filter { $0.budget != nil }) {
        CallCount(budget: $0.budget ?? "", day: $0.at.day, calls: 0)
      }
      for (count, tasks) in calls {
        var count = count
        count.calls = tasks.reduce(0) { $0 + $1.attempts }
        try CallBudget.restore(count, of: run.report.id, database)
      }
    }
  }

  /// What of a run that is about to end must outlast this file: the calls it made, and the dead letters that stay of its
  /// day; no letters at all where there are none to decide about. The run's record says so, and `finish` then makes it so.
  ///
  /// - Parameter notAsked: of a run that asked anew, the items that it did not ask for. Dead letters of earlier runs for the
  ///   day are replaced by it, except those about these items. A run without them leaves all letters.
  func outcome(
    of run: RunReport, notAsked: Set<ItemID>?
  ) async throws(Failure) -> (calls: [CallCount], deadLetters: [DeadLetter]?) {
    try await database.read { database in
      let dead = try TaskQueue.deadLetters(of: run.chart, on: run.day, database)
      let left = dead.filter { $0.run == run.id || notAsked?.contains($0.item) ?? true }
      return (try CallBudget.calls(of: run.id, database), dead.isEmpty ? nil : left.map(\.letter))
    }
  }

  /// Forgets runs that have ended: their checkpoints, their tasks, that their days wait for a backfill to go on, and of the dead
  /// letters of their days those that their reports do not name. A report without letters leaves them all.
  ///
  /// - Parameter stored: answers that are objects by now, and need not be kept here too.
  func finish(_ runs: [RunReport], stored: [ObjectID] = []) async throws(Failure) {
    try await database.write { database in
      try AnswerCache.forgetBodies(of: stored, database)
      try PendingDays.drop(runs.filter { $0.outcome != nil }.map { ($0.chart, $0.day) }, database)
      for run in runs {
        try Checkpoints.remove(run.id, database)
        try TaskQueue.removeTasks(of: run.id, database)
        if let letters = run.deadLetters {
          try TaskQueue.removeDeadLetters(of: run.chart, on: run.day, but: letters, database)
        }
      }
    }
  }

  /// Forgets the answers and lists that `objects` held: they are lost, and are asked for again.
  public func forget(_ objects: Set<ObjectID>) async throws(Failure) {
    guard !objects.isEmpty else { return }
    try await database.write { database in
      for object in objects {
        try AnswerCache.forget(object, database)
        try Checkpoints.forgetList(object, database)
      }
    }
  }

  /// The objects that must not be pruned: answers at hand, lists that a source may say are unchanged, and lists of
  /// runs that have not ended.
  public func objectsInUse() async throws(Failure) -> Set<ObjectID> {
    let lists = try await checkpoints.unfinishedRuns().compactMap(\.list?.object)
    return try await database.read { try AnswerCache.objects($0) }.union(lists)
  }

  /// Leases the next waiting task of a run and takes its first call out of the budget; `nil` where there is none.
  private static func lease(
    run: String, allowance: CallAllowance?, now: Instant, _ database: Database
  ) throws -> LeasedTask? {
    guard var task = try TaskQueue.lease(of: run, now: now, database) else { return nil }
    let mayCall = try takeCall(for: task, allowance: allowance, database)
    if mayCall { task.attempts += 1 }
    return LeasedTask(task: task, mayCall: mayCall)
  }

  private static func takeCall(
    for task: EnrichmentTask, allowance: CallAllowance?, _ database: Database
  ) throws -> Bool {
    if let allowance, try !CallBudget.take(allowance, run: task.run, database) { return false }
    try TaskQueue.countAttempt(of: task.number, database)
    return true
  }
}
