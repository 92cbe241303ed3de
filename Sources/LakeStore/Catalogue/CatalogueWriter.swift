import Foundation
import GRDB
import GRDBSQLite
import Gzip
import RankingModel

/// A snapshot record to index: where it stands, what it says, its bytes, and the entries of its version where the day
/// is published.
struct IndexedRecord: Sendable {
  var snapshot: Snapshot
  var path: String
  var bytes: [UInt8]
  var entries: [Entry]
  /// Whether `entries` are there; not so where the version is lost.
  var isWhole = true
}

/// Writes rows of the catalogue within one transaction. Remembers the numbers it has given to charts, items and
/// titles, so that a day of a list costs one statement an entry.
struct CatalogueWriter {
  let database: Database
  private var charts: [ChartName: Int64] = [:]
  private var items: [ItemKey: Int64] = [:]
  private var titles: [ByteText: Int64] = [:]
  /// The title that each item had last: only another one may be a new pair.
  private var lastTitles: [Int64: Int64] = [:]
  /// What was removed in this transaction.
  var removed = Removed()

  private struct ItemKey: Hashable {
    var chart: Int64
    var item: ItemID
  }

  init(_ database: Database) {
    self.database = database
  }

  /// Adds all of `content`.
  mutating func add(_ content: LakeIndex.Content) throws {
    for record in content.snapshots { try add(record) }
    for (path, report) in content.runs { try add(report, record: path) }
  }

  /// Adds `record` and its observations; a record that is there already is left as it is.
  mutating func add(_ record: IndexedRecord) throws {
    let snapshot = record.snapshot
    let chart = try chartNumber(snapshot.chart)
    let insert = try database.cachedStatement(
      sql: """
        INSERT INTO snapshot
          (chart, day, captured_at, recorded_at, state, version, entries, run, reason, record, document, is_whole)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """)
    try insert.execute(arguments: [
      chart, snapshot.day.description, snapshot.capturedAt.description, snapshot.recordedAt.description,
      snapshot.state.rawValue,
      snapshot.version?.description, snapshot.entries, snapshot.report.id, snapshot.report.reason,
      record.path, Data(try Gzip.compress(record.bytes, level: 3)), record.isWhole,
    ])
    guard database.changesCount == 1 else { return }
    let number = database.lastInsertedRowID
    try add(snapshot.report)
    if snapshot.state.isPublished { try addObservations(record.entries, snapshot: number, chart: chart) }
  }

  /// Adds or replaces the report of a finished run.
  ///
  /// - Parameter record: where the run's own record stands; `nil` where its report is part of a snapshot's record.
  func add(_ report: RunReport, record: String? = nil) throws {
    let insert = try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO run (id, chart, day, started_at, report, record) VALUES (?, ?, ?, ?, ?, ?)"
    )
    try insert.execute(arguments: [
      report.id, report.chart.description, report.day.description, report.startedAt.description,
      CanonicalJSON.text(report.json), record,
    ])
  }

  private mutating func addObservations(_ entries: [Entry], snapshot: Int64, chart: Int64) throws {
    // Where a check let an id pass twice, the better rank stands: entries come in rank order.
    let insert = try database.cachedStatement(
      sql: """
        INSERT INTO observation (item, snapshot, rank, rating, title) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """)
    let handle = insert.sqliteStatement
    for entry in entries {
      let item = try itemNumber(ItemKey(chart: chart, item: entry.id))
      let title = try titleNumber(entry.title)
      if lastTitles.updateValue(title, forKey: item) != title { try addTitle(title, of: item) }
      // Bound by hand: the arguments of 70,000 rows a second need no boxes.
      sqlite3_reset(handle)
      sqlite3_bind_int64(handle, 1, item)
      sqlite3_bind_int64(handle, 2, snapshot)
      sqlite3_bind_int64(handle, 3, Int64(entry.rank))
      if let rating = entry.rating {
        sqlite3_bind_double(handle, 4, rating)
      } else {
        sqlite3_bind_null(handle, 4)
      }
      sqlite3_bind_int64(handle, 5, title)
      let code = sqlite3_step(handle)
      guard code == SQLITE_DONE else {
        let message = database.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        sqlite3_reset(handle)
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
      }
    }
    sqlite3_reset(handle)
  }

  private func addTitle(_ title: Int64, of item: Int64) throws {
    try database.cachedStatement(
      sql: "INSERT INTO item_title (item, title) VALUES (?, ?) ON CONFLICT DO NOTHING"
    ).execute(arguments: [item, title])
  }

  private mutating func chartNumber(_ chart: ChartName) throws -> Int64 {
    if let number = charts[chart] { return number }
    let number = try number(
      find: "SELECT id FROM chart WHERE name = ?", add: "INSERT INTO chart (name) VALUES (?)",
      [chart.description])
    charts[chart] = number
    return number
  }

  private mutating func itemNumber(_ key: ItemKey) throws -> Int64 {
    if let number = items[key] { return number }
    let number = try number(
      find: "SELECT id FROM item WHERE chart = ? AND name = ?",
      add: "INSERT INTO item (chart, name) VALUES (?, ?)", [key.chart, key.item.description])
    items[key] = number
    return number
  }

  private mutating func titleNumber(_ title: String) throws -> Int64 {
    if let number = titles[ByteText(title)] { return number }
    let number = try number(
      find: "SELECT id FROM title WHERE text = ?", add: "INSERT INTO title (text) VALUES (?)", [title])
    titles[ByteText(title)] = number
    return number
  }

  private func number(find: String, add: String, _ arguments: StatementArguments) throws -> Int64 {
    let found = try database.cachedStatement(sql: find)
    if let number = try Int64.fetchOne(found, arguments: arguments) { return number }
    try database.cachedStatement(sql: add).execute(arguments: arguments)
    return database.lastInsertedRowID
  }
}
