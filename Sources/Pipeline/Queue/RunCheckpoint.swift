import GRDB
import JSON
public import RankingModel

/// A run under way: what it is to do and how far it has come. Its row is removed when the run has ended.
public struct RunCheckpoint: Sendable, Hashable {
  /// Where a run takes its list from.
  public enum Plan: String, Sendable, Hashable {
    /// From the job's URL.
    case live
    /// From the job's sources of past days.
    case past
    /// From the raw objects that the day was made from, with no network.
    case stored
    /// From the raw objects, but asking again about items that failed.
    case storedAsking = "stored_asking"
  }

  /// The run so far.
  public var report: RunReport
  /// The job's name or path, as it was called.
  public var job: String
  /// Where the list comes from.
  public var plan: Plan
  /// The list, once it is stored: the checkpoint of the extract step.
  public var list: RawObject?
}

extension WorkStore {
  /// The runs under way or killed, oldest first; those of one day of a chart where given.
  public func unfinishedRuns(
    of chart: ChartName? = nil, on day: Day? = nil
  ) async throws(Failure) -> [RunCheckpoint] {
    try await read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT job, plan, report, list FROM run
          WHERE (?1 IS NULL OR chart = ?1) AND (?2 IS NULL OR day = ?2) ORDER BY id
          """, arguments: [chart?.description, day?.description])
      return try Array(rows.map(RunCheckpoint.init))
    }
  }

  /// Stores where `runs` stand, in one transaction.
  public func checkpoint(_ runs: [RunCheckpoint]) async throws(Failure) {
    try await write { database in
      let insert = try database.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO run (id, chart, day, job, plan, report, list) VALUES (?, ?, ?, ?, ?, ?, ?)
          """)
      for run in runs {
        try insert.execute(arguments: [
          run.report.id, run.report.chart.description, run.report.day.description, run.job,
          run.plan.rawValue, CanonicalJSON.text(run.report.json),
          run.list.map { CanonicalJSON.text($0.json) },
        ])
      }
    }
  }

  /// Forgets runs that have ended, and their tasks but for the dead letters.
  ///
  /// - Parameters:
  ///   - notAsked: of each run that asked anew, the items that it did not ask for. Dead letters of earlier runs for the day of
  ///     such a run are replaced, except those about these items. A run that is not named here leaves all letters.
  ///   - stored: answers that are objects by now, and need not be kept here too.
  func finish(
    _ runs: [RunReport], notAsked: [String: Set<ItemID>] = [:], stored: [ObjectID] = []
  ) async throws(Failure) {
    try await write { database in
      let forget = try database.cachedStatement(
        sql: "UPDATE answer SET body = NULL WHERE object = ? AND body IS NOT NULL")
      for object in stored { try forget.execute(arguments: [object.description]) }
      for run in runs {
        let arguments: StatementArguments = [run.id]
        try database.cachedStatement(sql: "DELETE FROM run WHERE id = ?").execute(arguments: arguments)
        try database.cachedStatement(sql: "DELETE FROM task WHERE run = ? AND state <> 'dead'")
          .execute(arguments: arguments)
        guard let kept = notAsked[run.id] else { continue }
        let letters = try Row.fetchAll(
          try database.cachedStatement(
            sql: "SELECT id, item FROM task WHERE chart = ? AND day = ? AND run <> ?"),
          arguments: [run.chart.description, run.day.description, run.id])
        for letter in letters where !kept.contains(ItemID(letter["item"] as String)) {
          try database.execute(sql: "DELETE FROM task WHERE id = ?", arguments: [letter["id"] as Int64])
        }
      }
    }
  }
}

extension RunCheckpoint {
  fileprivate init(row: Row) throws {
    let report = try RunReport(json: try JSONReader.read(Array((row["report"] as String).utf8)))
    self.init(report: report, job: row["job"], plan: Plan(rawValue: row["plan"]) ?? .live)
    if let list: String = row["list"] {
      self.list = try RawObject(json: try JSONReader.read(Array(list.utf8)))
    }
  }
}
