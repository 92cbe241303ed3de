import Foundation
import GRDB
public import JSON
public import RankingModel

/// One item to enrich. It waits, is leased to a worker, and ends done or in the dead letters.
public struct EnrichmentTask: Sendable, Hashable {
  /// Where a task stands.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// In the queue.
    case waiting
    /// With a worker until its lease ends; then it waits again.
    case leased
    /// Answered.
    case done
    /// Given up on: a dead letter.
    case dead
  }

  /// The task's number.
  public var number: Int64
  /// The run that made it.
  public var run: String
  /// The chart of that run.
  public var chart: ChartName
  /// The day of that run.
  public var day: Day
  /// The job's name or path.
  public var job: String
  /// The item.
  public var item: ItemID
  /// What was queued: the entry as the transform left it.
  public var payload: JSONValue
  /// Where the task stands.
  public var state: State
  /// How often the source was asked.
  public var attempts: Int
  /// The last error.
  public var error: String?
  /// When it last changed.
  public var updatedAt: Instant

  /// The JSON form.
  public var json: JSONValue {
    [
      "task": .integer(number), "state": .string(state.rawValue), "chart": .string(chart.description),
      "day": .string(day.description), "item": .string(item.description), "title": payload["title"] ?? .null,
      "attempts": JSONValue(attempts), "error": JSONValue(error), "run": .string(run),
      "updated_at": .string(updatedAt.description), "payload": payload,
    ]
  }
}

/// How many calls may be made on a day, and under which name they are counted.
struct CallBudget: Sendable, Hashable {
  var name: String
  var limit: Int
  var day: Day
}

/// A task with a worker, and whether the budget lets it ask.
struct LeasedTask: Sendable {
  var task: EnrichmentTask
  var mayCall: Bool
}

/// How a task ends.
enum TaskEnd: Sendable {
  /// The source `source` gave this answer.
  case answered(RawObject, body: [UInt8], source: String)
  /// It is given up, and becomes a dead letter.
  case failed(String)
}

extension WorkStore {
  /// A worker that has not ended a task this long, in seconds, has died or hangs.
  static let leaseSeconds = 300.0

  /// Puts a task for each of `entries` into the queue of `run`; those there already are left as they are. Leases of the run
  /// that a process had which has died are given back: the lock of the chart says that it has.
  ///
  /// - Returns: what is leased of them, as `lease` does.
  func enqueue(
    _ entries: [Entry], run: RunCheckpoint, leasing count: Int, budget: CallBudget?, now: Instant
  ) async throws(Failure) -> [LeasedTask] {
    try await write { database in
      try database.execute(
        sql: "UPDATE task SET state = 'waiting', lease_until = NULL WHERE run = ? AND state = 'leased'",
        arguments: [run.report.id])
      let insert = try database.cachedStatement(
        sql: """
          INSERT INTO task (run, chart, day, job, item, payload, state, updated_at)
          VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT DO NOTHING
          """)
      for entry in entries {
        try insert.execute(arguments: [
          run.report.id, run.report.chart.description, run.report.day.description, run.job,
          entry.id.description, CanonicalJSON.text(entry.json), now.microseconds,
        ])
      }
      return try (0..<count).compactMap { _ in
        try WorkStore.lease(run: run.report.id, budget: budget, now: now, database)
      }
    }
  }

  /// Leases the next waiting task of a run, or one whose lease has ended, and takes its first call out of the budget; `nil`
  /// where there is none.
  private static func lease(
    run: String, budget: CallBudget?, now: Instant, _ database: Database
  ) throws -> LeasedTask? {
    let row = try Row.fetchOne(
      database,
      sql: """
        UPDATE task SET state = 'leased', lease_until = ?1, updated_at = ?2
        WHERE id = (
          SELECT id FROM task WHERE run = ?3 AND state IN ('waiting', 'leased') AND
            (state = 'waiting' OR (state = 'leased' AND lease_until <= ?2)) ORDER BY id LIMIT 1)
        RETURNING *
        """,
      arguments: [now.advanced(bySeconds: WorkStore.leaseSeconds).microseconds, now.microseconds, run])
    guard let row else { return nil }
    var task = try EnrichmentTask(row: row)
    let mayCall = try take(task: task.number, budget: budget, database)
    if mayCall { task.attempts += 1 }
    return LeasedTask(task: task, mayCall: mayCall)
  }

  /// Takes one more call out of the budget for a task, counts the attempt and renews the lease. One transaction.
  ///
  /// - Returns: `false` where the budget is used up; nothing is counted then.
  func takeCall(task: Int64, budget: CallBudget?, now: Instant) async throws(Failure) -> Bool {
    try await write { database in
      try database.execute(
        sql: "UPDATE task SET lease_until = ? WHERE id = ? AND state = 'leased'",
        arguments: [now.advanced(bySeconds: WorkStore.leaseSeconds).microseconds, task])
      return try WorkStore.take(task: task, budget: budget, database)
    }
  }

  private static func take(task: Int64, budget: CallBudget?, _ database: Database) throws -> Bool {
    if let budget {
      guard try calls(of: budget.name, on: budget.day, database) < budget.limit else { return false }
      try database.execute(
        sql: """
          INSERT INTO budget (name, day, run, calls) SELECT ?, ?, run, 1 FROM task WHERE id = ?
          ON CONFLICT (name, day, run) DO UPDATE SET calls = calls + 1
          """, arguments: [budget.name, budget.day.description, task])
    }
    try database.execute(sql: "UPDATE task SET attempts = attempts + 1 WHERE id = ?", arguments: [task])
    return true
  }

  /// Ends a task as `end` says and leases the next one of its run, as `lease` does; `nil` where there is none, or none is
  /// wanted. One transaction: a process killed before it has no answer, and one killed after it has all of it. The bytes
  /// of an answer become an object with `answersToStore`.
  func end(
    _ task: EnrichmentTask, _ end: TaskEnd, leasesNext: Bool, budget: CallBudget?, now: Instant
  ) async throws(Failure) -> LeasedTask? {
    try await write(isPatient: true) { database in
      switch end {
      case .answered(let answer, let body, let source):
        try database.execute(
          sql: """
            INSERT OR REPLACE INTO answer (source, item, object, raw, fetched_at, body) VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            source, answer.item?.description, answer.object.description, CanonicalJSON.text(answer.json),
            answer.fetchedAt.microseconds, Data(body),
          ])
        try database.execute(
          sql: "UPDATE task SET state = 'done', error = NULL, updated_at = ? WHERE id = ?",
          arguments: [now.microseconds, task.number])
      case .failed(let error):
        try database.execute(
          sql: "UPDATE task SET state = 'dead', error = ?, updated_at = ? WHERE id = ? AND state = 'leased'",
          arguments: [error, now.microseconds, task.number])
      }
      guard leasesNext else { return nil }
      return try WorkStore.lease(run: task.run, budget: budget, now: now, database)
    }
  }

  /// The tasks in a state, or all, by number.
  public func tasks(in state: EnrichmentTask.State? = nil, run: String? = nil) async throws(Failure)
    -> [EnrichmentTask]
  {
    try await read { database in
      try EnrichmentTask.all(
        database, "(?1 IS NULL OR state = ?1) AND (?2 IS NULL OR run = ?2)", [state?.rawValue, run])
    }
  }
}

extension EnrichmentTask {
  /// The tasks for which `condition` holds, by number.
  static func all(
    _ database: Database, _ condition: String, _ arguments: StatementArguments
  ) throws -> [EnrichmentTask] {
    let sql = "SELECT * FROM task WHERE \(condition) ORDER BY id"
    return try Row.fetchAll(database, sql: sql, arguments: arguments).map(EnrichmentTask.init)
  }

  fileprivate init(row: Row) throws {
    guard let chart = ChartName(row["chart"] as String), let day = Day(row["day"] as String),
      let state = State(rawValue: row["state"])
    else { throw Failure(.damaged, "the queue has a task that cannot be read") }
    self.init(
      number: row["id"], run: row["run"], chart: chart, day: day, job: row["job"],
      item: ItemID(row["item"] as String),
      payload: try JSONReader.read(Array((row["payload"] as String).utf8)), state: state,
      attempts: row["attempts"], error: row["error"],
      updatedAt: Instant(microseconds: row["updated_at"]))
  }
}
