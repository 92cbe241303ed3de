import GRDB
public import RankingModel

/// Changes to more than one part of the work state. Each of them is one transaction, made as a whole or not at all.
extension WorkState {
  /// Adds a task for each of `entries` to the queue of `run`. Tasks that are there already stay as they are. Leases of an earlier
  /// process of the run are given back: this process holds the chart's lock, so the other one has died.
  ///
  /// - Returns: up to `count` leased tasks. `end` leases the tasks after them.
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

  /// Takes one more call for a task from the budget, counts the attempt and renews the lease.
  ///
  /// - Returns: `false` if the budget is used up; then nothing is counted.
  func takeCall(
    for task: EnrichmentTask, allowance: CallAllowance?, now: Instant
  ) async throws(Failure) -> Bool {
    try await database.write { database in
      try TaskQueue.renewLease(of: task.number, now: now, database)
      return try WorkState.takeCall(for: task, allowance: allowance, database)
    }
  }

  /// Ends a task as `end` says. Leases the next task of its run, with its first call from the budget; `nil` if there is none, or
  /// if none is wanted. A process that is killed before this has no answer, and one that is killed after it has the whole answer.
  /// The bytes of an answer become an object later; see `AnswerCache.answersToStore`.
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

  /// Fills this work state, which has nothing about the run of `start` yet. Adds the answers that were stored when the run began,
  /// and the results of its tasks in other processes.
  ///
  /// - Parameters:
  ///   - entries: the entries of the run's list.
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

  /// The data about a run that must outlast this file when the run ends: the calls that it made, and the dead letters that stay
  /// for its day; `nil` letters if there are none to decide about. The run's record states both, and `finish` then applies them.
  ///
  /// - Parameter notAsked: the items that the run did not ask about. Dead letters of earlier runs for this day are replaced,
  ///   except those about these items. `nil` leaves all letters.
  func outcome(
    of run: RunReport, notAsked: Set<ItemID>?
  ) async throws(Failure) -> (calls: [CallCount], deadLetters: [DeadLetter]?) {
    try await database.read { database in
      let dead = try TaskQueue.deadLetters(of: run.chart, on: run.day, database)
      let left = dead.filter { $0.run == run.id || notAsked?.contains($0.item) ?? true }
      return (try CallBudget.calls(of: run.id, database), dead.isEmpty ? nil : left.map(\.letter))
    }
  }

  /// Removes what belongs to ended runs: their checkpoints and tasks, the waiting backfill days that they settle, and the dead
  /// letters of their days that their reports do not name. A report without letters leaves all of them.
  ///
  /// - Parameter stored: answers that are now stored as objects, and need not be kept here too.
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

  /// Forgets the answers and lists in `objects`, which are lost. They will be asked for again.
  public func forget(_ objects: Set<ObjectID>) async throws(Failure) {
    guard !objects.isEmpty else { return }
    try await database.write { database in
      for object in objects {
        try AnswerCache.forget(object, database)
        try Checkpoints.forgetList(object, database)
      }
    }
  }

  /// The objects that must not be pruned: the last answers, lists that a source may report as unchanged, and lists of runs that
  /// have not ended.
  public func objectsInUse() async throws(Failure) -> Set<ObjectID> {
    let lists = try await checkpoints.unfinishedRuns().compactMap(\.list?.object)
    return try await database.read { try AnswerCache.objects($0) }.union(lists)
  }

  /// Leases the next waiting task of a run and takes its first call from the budget; `nil` if there is no task.
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
