import GRDB
public import RankingModel

/// The last result of a maintenance task: something that is done for the lake as a whole on certain days.
public struct Tick: Sendable, Hashable {
  /// The day on which the task was due.
  public var day: Day
  /// Whether the task was done; otherwise it was only tried.
  public var isDone: Bool
  /// When the task was done or tried.
  public var at: Instant
  /// The result in words.
  public var outcome: String

  /// The result of a task that was due on `day`.
  public init(day: Day, isDone: Bool, at: Instant, outcome: String) {
    (self.day, self.isDone, self.at, self.outcome) = (day, isDone, at, outcome)
  }
}

/// The last tick of each maintenance task.
public struct Ticks: Sendable {
  static let schema = """
    CREATE TABLE tick (
      name TEXT PRIMARY KEY,
      day TEXT NOT NULL,
      is_done INTEGER NOT NULL,
      at TEXT NOT NULL,
      outcome TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  let database: WorkDatabase

  /// The last tick of each task, by the task's name.
  public func all() async throws(Failure) -> [String: Tick] {
    try await database.read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT name, day, is_done, at, outcome FROM tick")
      return rows.reduce(into: [:]) { ticks, row in
        guard let day = Day(row[1] as String), let at = Instant(row[3] as String) else { return }
        ticks[row[0]] = Tick(day: day, isDone: row[2], at: at, outcome: row[4])
      }
    }
  }

  /// Stores the last ticks of tasks.
  public func set(_ ticks: [String: Tick]) async throws(Failure) {
    try await database.write { database in
      for (name, tick) in ticks {
        try database.execute(
          sql: "INSERT OR REPLACE INTO tick (name, day, is_done, at, outcome) VALUES (?, ?, ?, ?, ?)",
          arguments: [name, tick.day.description, tick.isDone, tick.at.description, tick.outcome])
      }
    }
  }
}
