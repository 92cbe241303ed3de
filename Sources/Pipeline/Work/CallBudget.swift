import GRDB
import Jobs
import RankingModel

/// How many calls may be made on a day, and the budget from which they are taken.
struct CallAllowance: Sendable, Hashable {
  var budget: String
  var limit: Int
  var day: Day
}

extension Enrichment {
  /// The name of the budget from which calls with `key` are taken: the API's host, with three digits that distinguish keys but
  /// are far too few to reveal one. All jobs that ask a host with the same key share the budget. `nil` for files, which need no
  /// budget, and if a key is needed but missing.
  func budget(key: String?) -> String? {
    guard !readsFiles, key != nil || self.key == .none else { return nil }
    let host = URLTemplate(url).host ?? "source"
    return key.map { "\(host)#\(ObjectID(of: Array("\(host) \($0)".utf8)).description.prefix(3))" } ?? host
  }
}

/// The calls that were made to enrichment sources, counted by budget, day and run.
struct CallBudget: Sendable {
  static let schema = """
    CREATE TABLE budget (
      name TEXT NOT NULL,
      day TEXT NOT NULL,
      run TEXT NOT NULL,
      calls INTEGER NOT NULL,
      PRIMARY KEY (name, day, run)
    ) STRICT, WITHOUT ROWID;
    """

  let database: WorkDatabase

  /// How many calls were taken from a budget on `day`.
  func calls(of budget: String, on day: Day) async throws(Failure) -> Int {
    try await database.read { try CallBudget.calls(of: budget, on: day, $0) }
  }
}

/// The parts of transactions; see `WorkState`.
extension CallBudget {
  private static func calls(of budget: String, on day: Day, _ database: Database) throws -> Int {
    let sql = "SELECT sum(calls) FROM budget WHERE name = ? AND day = ?"
    return try Int.fetchOne(database, sql: sql, arguments: [budget, day.description]) ?? 0
  }

  /// The calls that a run made.
  static func calls(of run: String, _ database: Database) throws -> [CallCount] {
    let sql = "SELECT name, day, calls FROM budget WHERE run = ? ORDER BY name, day"
    return try Row.fetchAll(database, sql: sql, arguments: [run]).compactMap { row in
      Day(row[1] as String).map { CallCount(budget: row[0], day: $0, calls: row[2]) }
    }
  }

  /// Counts one more call of a run.
  ///
  /// - Returns: `false` if no call is left; then nothing is counted.
  static func take(_ allowance: CallAllowance, run: String, _ database: Database) throws -> Bool {
    guard try calls(of: allowance.budget, on: allowance.day, database) < allowance.limit else { return false }
    try database.execute(
      sql: """
        INSERT INTO budget (name, day, run, calls) VALUES (?, ?, ?, 1)
        ON CONFLICT (name, day, run) DO UPDATE SET calls = calls + 1
        """, arguments: [allowance.budget, allowance.day.description, run])
    return true
  }

  /// Stores the number of calls that the report of an ended run states.
  static func restore(_ count: CallCount, of run: String, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO budget (name, day, run, calls) VALUES (?, ?, ?, ?)",
      arguments: [count.budget, count.day.description, run, count.calls])
  }
}
