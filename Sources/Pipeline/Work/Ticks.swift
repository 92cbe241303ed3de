import GRDB
public import RankingModel

/// What became of something that is done for the lake as a whole on certain days.
public struct Tick: Sendable, Hashable {
  /// The day on which it was due.
  public var day: Day
  /// Whether it was done; otherwise it was tried.
  public var isDone: Bool
  /// When.
  public var at: Instant
  /// What came of it, in words.
  public var outcome: String

  /// What came of it on `day`.
  public init(day: Day, isDone: Bool, at: Instant, outcome: String) {
    (self.day, self.isDone, self.at, self.outcome) = (day, isDone, at, outcome)
  }
}

/// The last tick of each task of maintenance.
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

  /// The last tick of each task, by its name.
  public func all() async throws(Failure) -> [String: Tick] {
    try await database.read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT name, day, is_done, at, outcome FROM tick")
      return rows.reduce(into: [:]) { ticks, row in
        guard let day = Day(row[1] as String), let at = Instant(row[3] as String) else { return }
        ticks[row[0]] = Tick(day: day, isDone: row[2], at: at, outcome: row[4])
      }
    }
  }

  /// Keeps what became of tasks last.
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
