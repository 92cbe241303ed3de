import GRDB
import JSON
public import RankingModel

/// The items to enrich, from the moment at which they are queued until they are answered or given up. Dead letters stay after
/// their run has ended.
public struct TaskQueue: Sendable {
  static let schema = """
    CREATE TABLE task (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run TEXT NOT NULL,
      chart TEXT NOT NULL,
      day TEXT NOT NULL,
      job TEXT NOT NULL,
      item TEXT NOT NULL,
      payload TEXT NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      lease_until INTEGER,
      error TEXT,
      updated_at INTEGER NOT NULL,
      UNIQUE (run, item)
    ) STRICT;
    CREATE INDEX task_by_state ON task (state, run);
    CREATE INDEX task_to_do ON task (run, id) WHERE state IN ('waiting', 'leased');
    """
  /// How long a task is leased, in seconds. A worker that takes longer has died or hangs.
  static let leaseSeconds = 300.0

  let database: WorkDatabase

  /// The tasks in `state`, or in any state, by number; only those of `run` if it is given.
  public func tasks(in state: EnrichmentTask.State? = nil, run: String? = nil) async throws(Failure)
    -> [EnrichmentTask]
  {
    try await database.read { database in
      try TaskQueue.tasks(
        where: "(?1 IS NULL OR state = ?1) AND (?2 IS NULL OR run = ?2)", [state?.rawValue, run], database)
    }
  }
}

/// The parts of transactions; see `WorkState`.
extension TaskQueue {
  private static func tasks(
    where condition: String, _ arguments: StatementArguments, _ database: Database
  ) throws -> [EnrichmentTask] {
    let sql = "SELECT * FROM task WHERE \(condition) ORDER BY id"
    return try Row.fetchAll(database, sql: sql, arguments: arguments).map(EnrichmentTask.init)
  }

  /// Adds a task for each of `entries` to the queue of `run`. Tasks that are there already stay as they are.
  static func add(_ entries: [Entry], to run: RunCheckpoint, now: Instant, _ database: Database) throws {
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
  }

  /// Lets the tasks that workers of `run` had leased wait again.
  static func giveBackLeases(of run: String, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE task SET state = 'waiting', lease_until = NULL WHERE run = ? AND state = 'leased'",
      arguments: [run])
  }

  /// Leases the next waiting task of a run, or one whose lease has run out; `nil` if there is none.
  static func lease(of run: String, now: Instant, _ database: Database) throws -> EnrichmentTask? {
    try Row.fetchOne(
      database,
      sql: """
        UPDATE task SET state = 'leased', lease_until = ?1, updated_at = ?2
        WHERE id = (
          SELECT id FROM task WHERE run = ?3 AND state IN ('waiting', 'leased') AND
            (state = 'waiting' OR (state = 'leased' AND lease_until <= ?2)) ORDER BY id LIMIT 1)
        RETURNING *
        """,
      arguments: [now.advanced(bySeconds: leaseSeconds).microseconds, now.microseconds, run]
    ).map(EnrichmentTask.init)
  }

  static func renewLease(of task: Int64, now: Instant, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE task SET lease_until = ? WHERE id = ? AND state = 'leased'",
      arguments: [now.advanced(bySeconds: leaseSeconds).microseconds, task])
  }

  static func countAttempt(of task: Int64, _ database: Database) throws {
    try database.execute(sql: "UPDATE task SET attempts = attempts + 1 WHERE id = ?", arguments: [task])
  }

  /// Notes that the task was answered.
  static func setDone(_ task: Int64, now: Instant, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE task SET state = 'done', error = NULL, updated_at = ? WHERE id = ?",
      arguments: [now.microseconds, task])
  }

  /// Notes that the task was given up because of `error`.
  static func setDead(_ task: Int64, _ error: String, now: Instant, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE task SET state = 'dead', error = ?, updated_at = ? WHERE id = ? AND state = 'leased'",
      arguments: [error, now.microseconds, task])
  }

  /// Ends the task of an item of `run` as another process reported it.
  static func end(_ task: EndedTask, of run: String, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE task SET state = ?, attempts = ?, error = ?, updated_at = ? WHERE run = ? AND item = ?",
      arguments: [
        task.answer == nil ? "dead" : "done", task.attempts, task.error, task.at.microseconds, run,
        task.item.description,
      ])
  }

  /// Removes the tasks of `run` except its dead letters.
  static func removeTasks(of run: String, _ database: Database) throws {
    try database.cachedStatement(sql: "DELETE FROM task WHERE run = ? AND state <> 'dead'")
      .execute(arguments: [run])
  }

  /// The dead letters of a chart's day, from any run.
  static func deadLetters(of chart: ChartName, on day: Day, _ database: Database) throws -> [EnrichmentTask] {
    try tasks(
      where: "state = 'dead' AND chart = ? AND day = ?", [chart.description, day.description], database)
  }

  /// Removes the dead letters of a chart's day except `letters`.
  static func removeDeadLetters(
    of chart: ChartName, on day: Day, but letters: [DeadLetter], _ database: Database
  ) throws {
    let kept = Set(letters.map(\.task))
    for task in try deadLetters(of: chart, on: day, database) where !kept.contains(task.number) {
      try database.execute(sql: "DELETE FROM task WHERE id = ?", arguments: [task.number])
    }
  }

  /// Restores a dead letter from the report of a run, unless there is a task with its number, or with its run and item.
  static func restore(_ letter: DeadLetter, of report: RunReport, _ database: Database) throws {
    try database.execute(
      sql: """
        INSERT OR IGNORE INTO task (id, run, chart, day, job, item, payload, state, attempts, error, updated_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'dead', ?, ?, ?)
        """,
      arguments: [
        letter.task, letter.run, report.chart.description, report.day.description, letter.job,
        letter.item.description, CanonicalJSON.text(letter.payload), letter.attempts, letter.error,
        letter.updatedAt.microseconds,
      ])
  }
}
