import GRDB
import Glibc
import LakeStore
public import RankingModel

extension WorkStore {
  /// Changes `work.sqlite` of a lake of the first format over to the current one: a new file with room for checksums
  /// takes its rows and then its place. Nothing where there is no such file, or it is of the current format.
  ///
  /// - Returns: what is done, or would be.
  public static func migrate(folder: String, dryRun: Bool) throws(Failure) -> [String] {
    let path = "\(folder)/work.sqlite"
    guard access(path, F_OK) == 0 else { return [] }
    do {
      try DatabaseCheck.refuseLinks(at: path)
      // Pages of the first format have no checksums, so the system's own file layer reads them.
      let old =
        try dryRun
        ? ReadOnlyDatabase.open(path: path, layer: "unix")
        : DatabaseQueue(path: ReadOnlyDatabase.address(of: path, "vfs=unix"))
      let version = try old.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
      guard version == 1 else {
        try old.close()
        return []
      }
      if !dryRun { try copy(old, to: path) }
      try old.close()
      return ["is written anew with checksums, and counts calls by run"]
    } catch {
      throw Failure(work: error)
    }
  }

  private static func copy(_ old: DatabaseQueue, to path: String) throws {
    let rows = try old.read { database in
      try tables.map { table, columns in
        let values = columns.replacing("run_or_none", with: "''")
        return (table, columns, try Row.fetchAll(database, sql: "SELECT \(values) FROM \(table)"))
      }
    }
    let last = try old.read {
      try Int64.fetchOne($0, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'task'") ?? 0
    }
    try old.close()
    try make(path) { database in
      for (table, columns, rows) in rows {
        for row in rows {
          let places = row.databaseValues.map { _ in "?" }.joined(separator: ", ")
          try database.execute(
            sql: "INSERT INTO \(table) (\(columns.replacing("run_or_none", with: "run"))) VALUES (\(places))",
            arguments: StatementArguments(row.databaseValues))
        }
      }
      // Numbers of tasks are not used twice.
      try database.execute(sql: "DELETE FROM sqlite_sequence WHERE name = 'task'")
      try database.execute(
        sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('task', ?)", arguments: [last])
    }
  }

  /// What is taken over; calls of the first format belong to no run.
  private static let tables: [(String, String)] = [
    ("run", "id, chart, day, job, plan, report, list"),
    ("task", "id, run, chart, day, job, film, payload, state, attempts, lease_until, error, updated_at"),
    ("answer", "source, film, object, url, fetched_at"), ("budget", "name, day, run_or_none, calls"),
    ("source", "url, etag, last_modified, object"),
  ]
}
