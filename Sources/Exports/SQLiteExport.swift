import GRDB
import History
import JSON
import RankingModel

/// Rows as a SQLite database for Datasette and sqlite-utils: tables joined by foreign keys of one column each, and full-text
/// search over the titles of items where the system's SQLite has FTS5.
///
/// Tables: `charts`, `days`, `items` with every title that an item had, and `entries`. The view `ranking` has the rows as other
/// exports have them. The same rows and the same SQLite give the same bytes.
package enum SQLiteExport {
  /// Writes `table` to a new file. Memory holds the rows of one month and the titles of all items of one chart.
  ///
  /// - Parameter address: the path of the file, or the URI under which SQLite opens it.
  /// - Throws: `DatabaseError`; a `usage` failure where SQLite takes the names of two fields for the same name.
  package static func write(_ table: ExportTable, to address: String) async throws -> RowTally {
    let fields = table.columns.filter { !$0.isOwn }
    try requireDistinct(fields)
    let writer = try SQLiteWriter(address, fields: fields)
    var tally = RowTally()
    for chart in table.charts {
      try writer.add(chart)
      try await chart.read(counting: &tally) { try writer.add($0, of: chart.chart) }
      try writer.addItems(of: chart.chart)
    }
    try writer.finish()
    return tally
  }

  /// SQLite ignores the case of column names.
  private static func requireDistinct(_ fields: [ExportColumn]) throws(Failure) {
    var seen: Set = ["chart", "day", "rank", "id", "title", "day_id", "item_id"]
    for field in fields where !seen.insert(field.name.lowercased()).inserted {
      throw Failure(
        .usage, "SQLite takes the column \"\(field.name)\" and another one for the same",
        remedy: .words("name the columns to export, without that one"))
    }
  }
}

/// A database that is being filled, chart by chart and day by day.
private final class SQLiteWriter {
  private struct Item {
    let number: Int64
    /// In the order in which they were last seen; the last one is the title of the item's last day.
    var titles: [ByteText]
  }

  private let queue: DatabaseQueue
  private let fields: [ExportColumn]
  private let insertion: String
  private var items: [ItemID: Item] = [:]
  private var lastItem: Int64 = 0

  init(_ address: String, fields: [ExportColumn]) throws {
    self.fields = fields
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      // An incomplete file is discarded, so it needs no rollback journal.
      try database.execute(
        sql: "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    }
    queue = try DatabaseQueue(path: address, configuration: configuration)
    let names =
      ["chart", "day_id", "item_id", "rank", "title"] + fields.map { $0.name.quotedDatabaseIdentifier }
    insertion = """
      INSERT INTO entries (\(names.joined(separator: ", "))) VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
      """
    try queue.write { try $0.execute(sql: SQLiteWriter.tables(fields)) }
  }

  private static func tables(_ fields: [ExportColumn]) -> String {
    """
    CREATE TABLE charts (
      name TEXT PRIMARY KEY, title TEXT NOT NULL, item TEXT NOT NULL, cadence TEXT NOT NULL, dataset TEXT, description TEXT,
      licence TEXT, attribution TEXT, homepage TEXT
    );
    CREATE TABLE days (
      id INTEGER PRIMARY KEY, chart TEXT NOT NULL REFERENCES charts (name), day TEXT NOT NULL, state TEXT NOT NULL,
      captured_at TEXT NOT NULL, recorded_at TEXT NOT NULL, entries INTEGER NOT NULL, UNIQUE (chart, day)
    );
    CREATE TABLE items (
      id INTEGER PRIMARY KEY, chart TEXT NOT NULL REFERENCES charts (name), item TEXT NOT NULL, title TEXT NOT NULL,
      other_titles TEXT, UNIQUE (chart, item)
    );
    CREATE TABLE entries (
      id INTEGER PRIMARY KEY, chart TEXT NOT NULL REFERENCES charts (name), day_id INTEGER NOT NULL REFERENCES days (id),
      item_id INTEGER NOT NULL REFERENCES items (id), rank INTEGER NOT NULL, title TEXT NOT NULL\
    \(fields.map { ",\n  \($0.name.quotedDatabaseIdentifier) \($0.kind.sqlite)" }.joined())
    );
    CREATE VIEW ranking AS
      SELECT entries.chart, days.day, entries.rank, items.item AS id, entries.title\
    \(fields.map { ", entries.\($0.name.quotedDatabaseIdentifier)" }.joined())
      FROM entries JOIN days ON days.id = entries.day_id JOIN items ON items.id = entries.item_id;
    """
  }

  func add(_ chart: ChartRows) throws {
    let dataset = chart.dataset
    try queue.write { database in
      try database.execute(
        sql: "INSERT INTO charts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          chart.chart.description, chart.title, chart.item.one, chart.cadence.json.asText, dataset.name,
          dataset.description, dataset.licence, dataset.attribution, dataset.homepage,
        ])
    }
  }

  func add(_ days: [ChartRows.PublishedDay], of chart: ChartName) throws {
    try queue.write { database in
      for day in days {
        try database.execute(
          sql:
            "INSERT INTO days (chart, day, state, captured_at, recorded_at, entries) VALUES (?, ?, ?, ?, ?, ?)",
          arguments: [
            chart.description, day.day.description, day.state.rawValue, day.capturedAt.description,
            day.recordedAt.description, day.entries.count,
          ])
        let number = database.lastInsertedRowID
        let statement = try database.cachedStatement(sql: insertion)
        for entry in day.entries {
          let own: [(any DatabaseValueConvertible)?] = [
            chart.description, number, self.number(of: entry), entry.rank, entry.title,
          ]
          let others = fields.map { $0.databaseValue(chart, day, entry) }
          try statement.execute(arguments: StatementArguments(own + others))
        }
      }
    }
  }

  /// Records the title of `entry`, and returns the number of its item.
  private func number(of entry: Entry) -> Int64 {
    let title = ByteText(entry.title)
    guard var item = items[entry.id] else {
      lastItem += 1
      items[entry.id] = Item(number: lastItem, titles: [title])
      return lastItem
    }
    if item.titles.last != title {
      item.titles.removeAll { $0 == title }
      item.titles.append(title)
      items[entry.id] = item
    }
    return item.number
  }

  /// Adds the items of `chart`, after all of its days were added.
  func addItems(of chart: ChartName) throws {
    try queue.write { database in
      let statement = try database.cachedStatement(sql: "INSERT INTO items VALUES (?, ?, ?, ?, ?)")
      for (id, item) in items.sorted(by: { $0.value.number < $1.value.number }) {
        let others = item.titles.dropLast().map(\.description).joined(separator: " / ")
        try statement.execute(arguments: [
          item.number, chart.description, id.description, item.titles.last?.description,
          others.isEmpty ? nil : others,
        ])
      }
    }
    items.removeAll()
  }

  func finish() throws {
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE INDEX entries_by_day ON entries (day_id);
          CREATE INDEX entries_by_item ON entries (item_id);
          """)
      guard try Bool.fetchOne(database, sql: "SELECT sqlite_compileoption_used('ENABLE_FTS5')") == true else {
        return
      }
      // Datasette detects the full-text search of a table only by this spelling of `content`.
      try database.execute(
        sql: """
          CREATE VIRTUAL TABLE items_fts USING FTS5 (
            title, other_titles, content="items", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
          );
          INSERT INTO items_fts (items_fts) VALUES ('rebuild');
          INSERT INTO items_fts (items_fts) VALUES ('optimize');
          """)
    }
    try queue.vacuum()
    try queue.close()
  }
}

extension ValueKind {
  fileprivate var sqlite: String {
    switch self {
    case .boolean, .integer: "INTEGER"
    case .decimal: "REAL"
    case .nothing, .text, .date, .instant, .list, .object, .mixed: "TEXT"
    }
  }
}

extension ExportColumn {
  /// The value as SQLite stores it. A value that does not fit the column's type is stored as a text, which any column takes.
  fileprivate func databaseValue(
    _ chart: ChartName, _ day: ChartRows.PublishedDay, _ entry: Entry
  ) -> (any DatabaseValueConvertible)? {
    let value = value(chart, day, entry)
    let number: (any DatabaseValueConvertible)? =
      switch kind {
      case .boolean: value.bool
      case .integer: value.integer
      case .decimal: value.number
      case .nothing, .text, .date, .instant, .list, .object, .mixed: nil
      }
    return number ?? value.asText
  }
}
