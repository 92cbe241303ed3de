import GRDB
import JSON
public import LakeStore
public import RankingModel

/// A run under way: its plan, and how far it has come. Its row is removed when the run has ended.
public struct RunCheckpoint: Sendable, Hashable {
  /// The place from which a run takes its list.
  public enum Plan: String, Sendable, Hashable {
    /// From the job's URL.
    case live
    /// From a capture of an archive.
    case past
    /// From input that a person supplied in place of a source.
    case input
    /// From the raw objects from which the day was made, without network.
    case stored
    /// From the same raw objects, but items that failed are asked about again.
    case storedAsking = "stored_asking"

    /// Whether the day is made again from stored objects.
    var isAgain: Bool { self == .stored || self == .storedAsking }
  }

  /// The report of the run so far.
  public var report: RunReport
  /// The job's name or path, as the caller gave it.
  public var job: String
  /// Where the list comes from.
  public var plan: Plan
  /// The capture of a past day.
  var capture: ArchivedCapture?
  /// The list, once it is stored: the checkpoint of the extract step.
  public var list: RawObject?
}

/// The runs that have not ended, each with its plan and its stored list.
public struct Checkpoints: Sendable {
  static let schema = """
    CREATE TABLE run (
      id TEXT PRIMARY KEY,
      chart TEXT NOT NULL,
      day TEXT NOT NULL,
      job TEXT NOT NULL,
      plan TEXT NOT NULL,
      report TEXT NOT NULL,
      capture TEXT,
      list TEXT
    ) STRICT;
    """

  let database: WorkDatabase

  /// The runs that are under way or were killed, oldest first; only those of `chart` if it is given.
  public func unfinishedRuns(of chart: ChartName? = nil) async throws(Failure) -> [RunCheckpoint] {
    try await database.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT job, plan, report, capture, list FROM run WHERE ?1 IS NULL OR chart = ?1 ORDER BY id",
        arguments: [chart?.description])
      return try Array(rows.map(RunCheckpoint.init))
    }
  }

  /// The days of past lists whose runs were cut off before they were recorded. Another list of such a day may be recorded
  /// already, but it is not the only list of the day.
  public func cutOffDays(of chart: ChartName, in lake: LakeReader) async throws(Failure) -> Set<Day> {
    var days: Set<Day> = []
    for run in try await unfinishedRuns(of: chart) where run.capture != nil {
      if try lake.run(run.report.id) == nil { days.insert(run.report.day) }
    }
    return days
  }

  /// Stores the state of `runs` in one transaction.
  func set(_ runs: [RunCheckpoint]) async throws(Failure) {
    try await database.write { database in
      let insert = try database.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO run (id, chart, day, job, plan, report, capture, list)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for run in runs {
        try insert.execute(arguments: [
          run.report.id, run.report.chart.description, run.report.day.description, run.job,
          run.plan.rawValue, CanonicalJSON.text(run.report.json),
          run.capture.map { CanonicalJSON.text($0.json) }, run.list.map { CanonicalJSON.text($0.json) },
        ])
      }
    }
  }
}

/// The parts of transactions; see `WorkState`.
extension Checkpoints {
  static func remove(_ run: String, _ database: Database) throws {
    try database.cachedStatement(sql: "DELETE FROM run WHERE id = ?").execute(arguments: [run])
  }

  /// Lets runs whose list was `object` fetch it again.
  static func forgetList(_ object: ObjectID, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE run SET list = NULL WHERE json_extract(list, '$.object') = ?",
      arguments: [object.description])
  }
}

extension RunCheckpoint {
  fileprivate init(row: Row) throws {
    let report = try RunReport(json: try JSONReader.read(Array((row["report"] as String).utf8)))
    self.init(report: report, job: row["job"], plan: Plan(rawValue: row["plan"]) ?? .live)
    if let capture: String = row["capture"] {
      self.capture = ArchivedCapture(json: try JSONReader.read(Array(capture.utf8)))
    }
    if let list: String = row["list"] {
      self.list = try RawObject(json: try JSONReader.read(Array(list.utf8)))
    }
  }
}
