import Foundation
import GRDB
import GRDBSQLite
import Gzip
import JSON
import RankingModel
import Storage

/// Writes rows of the catalogue within one transaction. It remembers the numbers of charts, items and titles, so that an entry of
/// a list costs one statement.
struct CatalogueWriter {
  let database: Database
  private var charts: [ChartName: Int64] = [:]
  private var items: [ItemKey: Int64] = [:]
  private var titles: [ByteText: Int64] = [:]
  /// The measures of each chart, by place.
  private var measures: [Int64: [String]] = [:]
  /// The title that each item had last. Only a different title may be a new pair of item and title.
  private var lastTitles: [Int64: Int64] = [:]
  /// The texts that each item had last, and their number.
  private var lastTexts: [Int64: (texts: EntryTexts, number: Int64)] = [:]
  /// Whether there may be titles that no item has.
  private var leavesTitles = false
  /// Whether settings named measures that their chart did not have before.
  private var hasNewMeasures = false
  /// Whether there may be texts that no observation has.
  private var leavesTexts = false

  private struct ItemKey: Hashable {
    var chart: Int64
    var item: ItemID
  }

  private init(_ database: Database) { self.database = database }

  /// Adds `indexed` to the catalogue `database`, in one transaction.
  ///
  /// - Parameter instant: the instant of the rebuild, where the catalogue is being rebuilt.
  static func add(
    _ indexed: [IndexedRecord], to database: DatabaseQueue, remadeAt instant: Instant? = nil
  ) throws {
    try database.writeWithoutTransaction { database in
      try database.inTransaction(.immediate) {
        var writer = CatalogueWriter(database)
        // Settings first: they say which measures the observations have.
        for record in indexed where record.isSettings { try writer.add(record) }
        for record in indexed where !record.isSettings { try writer.add(record) }
        try writer.removeUnusedTitles()
        try writer.removeUnusedTexts()
        if let instant { try CatalogueSchema.noteRemaking(at: instant, database) }
        return .commit
      }
    }
  }

  /// Adds `indexed`. A record that the catalogue has already stays as it is, but the row of a snapshot is updated.
  private mutating func add(_ indexed: IndexedRecord) throws {
    let key = indexed.file.key.path
    let find = try database.cachedStatement(sql: "SELECT id FROM record WHERE key = ?")
    if let number = try Int64.fetchOne(find, arguments: [key]) {
      if case .snapshot(let snapshot) = indexed.record { try update(number, snapshot, indexed) }
      return
    }
    let insert = try database.cachedStatement(sql: "INSERT INTO record (key, document) VALUES (?, ?)")
    try insert.execute(arguments: [key, Data(try Gzip.compress(indexed.file.bytes, level: 3))])
    let number = database.lastInsertedRowID
    switch indexed.record {
    case .settings(let settings): try add(settings, number)
    case .snapshot(let snapshot): try add(snapshot, number, indexed)
    case .run(let report): try add(report, record: number)
    case .decision(let decision): try add(decision, number)
    }
  }

  private mutating func add(_ settings: ChartSettings, _ number: Int64) throws {
    let chart = try chartNumber(settings.chart)
    try database.execute(
      sql: "INSERT INTO settings (id, chart, recorded_at) VALUES (?, ?, ?)",
      arguments: [number, chart, settings.recordedAt.description])
    var known = try measureNames(of: chart)
    for name in settings.measures where !known.contains(name) {
      try database.execute(
        sql: "INSERT INTO measure (chart, place, name) VALUES (?, ?, ?)",
        arguments: [chart, known.count, name])
      known.append(name)
      hasNewMeasures = true
    }
    measures[chart] = known
  }

  /// All measures that settings of `chart` ever named, by place.
  private mutating func measureNames(of chart: Int64) throws -> [String] {
    if let names = measures[chart] { return names }
    let names = try String.fetchAll(
      database, sql: "SELECT name FROM measure WHERE chart = ? ORDER BY place", arguments: [chart])
    measures[chart] = names
    return names
  }

  private mutating func add(_ decision: Decision, _ number: Int64) throws {
    try database.execute(
      sql: """
        INSERT INTO decision (id, chart, day, decided_at, decision, subject, tag, state, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        number, try chartNumber(decision.chart), decision.day.description, decision.decidedAt.description,
        decision.action.rawValue, decision.subject, decision.tag?.description, decision.state?.rawValue,
        decision.reason,
      ])
  }

  private mutating func add(_ snapshot: Snapshot, _ number: Int64, _ indexed: IndexedRecord) throws {
    let chart = try chartNumber(snapshot.chart)
    let insert = try database.cachedStatement(
      sql: """
        INSERT INTO snapshot
          (id, chart, day, captured_at, recorded_at, state, version, entries, run, reason,
          archive, capture, ranking, is_whole, is_forgotten)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    let capture = snapshot.list?.capture
    try insert.execute(arguments: [
      number, chart, snapshot.day.description, snapshot.capturedAt.description,
      snapshot.recordedAt.description, snapshot.state.rawValue, snapshot.version.map { Data($0.hash) },
      snapshot.entries,
      snapshot.report.id, snapshot.report.reason, capture?.archive, capture?.id,
      snapshot.ranking.map { Data($0.hash) }, indexed.isWhole, indexed.isForgotten,
    ])
    try add(snapshot.report, record: number)
    try addObservations(indexed.entries, snapshot: number, chart: chart)
  }

  /// Adds the report of a finished run, or replaces it.
  ///
  /// - Parameter record: the number of the record that has it.
  private func add(_ report: RunReport, record: Int64) throws {
    let insert = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO run (id, chart, day, started_at, "trigger", record) VALUES (?, ?, ?, ?, ?, ?)
        """)
    try insert.execute(arguments: [
      report.id, report.chart.description, report.day.description, report.startedAt.microseconds,
      report.trigger.rawValue, record,
    ])
  }

  /// Updates whether a snapshot is forgotten and whole, and its observations.
  private mutating func update(_ number: Int64, _ snapshot: Snapshot, _ indexed: IndexedRecord) throws {
    try database.execute(
      sql: "UPDATE snapshot SET is_forgotten = ?, is_whole = ? WHERE id = ?",
      arguments: [indexed.isForgotten, indexed.isWhole, number])
    let chart = try chartNumber(snapshot.chart)
    if indexed.isForgotten {
      try removeObservations(snapshot: number, chart: chart)
    } else {
      try addObservations(indexed.entries, snapshot: number, chart: chart)
      leavesTexts = leavesTexts || hasNewMeasures
    }
  }

  /// Removes the observations of a snapshot, and the items and titles that no other snapshot has. So the catalogue has the same
  /// rows as one that is rebuilt without the snapshot.
  private mutating func removeObservations(snapshot: Int64, chart: Int64) throws {
    // The key of an observation begins with the item: a search by the snapshot alone would read all observations.
    let ofSnapshot = "item IN (SELECT id FROM item WHERE chart = ?2) AND snapshot = ?1"
    let said = try Row.fetchAll(
      database, sql: "SELECT item, title, texts FROM observation WHERE \(ofSnapshot)",
      arguments: [snapshot, chart]
    )
    try database.execute(sql: "DELETE FROM observation WHERE \(ofSnapshot)", arguments: [snapshot, chart])
    try database.execute(sql: "DELETE FROM placement WHERE snapshot = ?", arguments: [snapshot])
    let deleteTitle = try database.cachedStatement(
      sql: """
        DELETE FROM item_title WHERE item = ?1 AND title = ?2
        AND NOT EXISTS (SELECT 1 FROM observation WHERE item = ?1 AND title = ?2)
        """)
    let deleteTexts = try database.cachedStatement(
      sql: """
        DELETE FROM text_set WHERE id = ?2
        AND NOT EXISTS (SELECT 1 FROM observation WHERE item = ?1 AND texts = ?2)
        """)
    let deleteItem = try database.cachedStatement(
      sql: "DELETE FROM item WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM observation WHERE item = ?1)")
    for row in said {
      try deleteTitle.execute(arguments: [row[0] as Int64, row[1] as Int64])
      if let texts = row[2] as Int64? { try deleteTexts.execute(arguments: [row[0] as Int64, texts]) }
      try deleteItem.execute(arguments: [row[0] as Int64])
    }
    leavesTitles = true
    items = [:]
    lastTitles = [:]
    lastTexts = [:]
  }

  /// Removes titles that no item has any longer. Call it last.
  private mutating func removeUnusedTitles() throws {
    guard leavesTitles else { return }
    try database.execute(sql: "DELETE FROM title WHERE id NOT IN (SELECT title FROM item_title)")
    titles = [:]
    leavesTitles = false
  }

  /// Removes texts that no observation has any longer: those with a number that is a measure now, and so no year. Call it last.
  private func removeUnusedTexts() throws {
    guard leavesTexts else { return }
    try database.execute(
      sql: "DELETE FROM text_set WHERE id NOT IN (SELECT texts FROM observation WHERE texts IS NOT NULL)")
  }

  private mutating func addObservations(_ entries: [Entry], snapshot: Int64, chart: Int64) throws {
    // An observation that exists may lack measures that newer settings name, and have them among its texts.
    let insert = try database.cachedStatement(
      sql: """
        INSERT INTO observation (item, snapshot, rank, title_offset, measures, texts) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (item, snapshot) DO UPDATE SET measures = excluded.measures, texts = excluded.texts
        """)
    let handle = insert.sqliteStatement
    let measures = try measureNames(of: chart)
    var measureText: [UInt8] = []
    var seen = Set<Int64>(minimumCapacity: entries.count)
    var placements: [RankingRow] = []
    placements.reserveCapacity(entries.count)
    for entry in Entry.byRank(entries) {
      let item = try itemNumber(ItemKey(chart: chart, item: entry.id))
      // A check may let an id pass twice. Then the item has the better rank.
      guard seen.insert(item).inserted else { continue }
      let title = try titleNumber(entry.title)
      if lastTitles.updateValue(title, forKey: item) != title { try addTitle(title, of: item) }
      let texts = try textsNumber(of: entry, item, measures)
      if let row = RankingRow(item: item, rank: Int64(entry.rank), title: title) { placements.append(row) }
      // Values are bound directly: at 70,000 rows a second boxed arguments would cost too much.
      sqlite3_reset(handle)
      sqlite3_bind_int64(handle, 1, item)
      sqlite3_bind_int64(handle, 2, snapshot)
      sqlite3_bind_int64(handle, 3, Int64(entry.rank))
      sqlite3_bind_int64(handle, 4, title - item)
      if let texts { sqlite3_bind_int64(handle, 6, texts) } else { sqlite3_bind_null(handle, 6) }
      MeasureText.write(measures, of: entry, to: &measureText)
      // SQLite needs the bytes until the step is done, and no longer.
      let code = measureText.withUnsafeBytes { bytes in
        if bytes.isEmpty {
          sqlite3_bind_null(handle, 5)
        } else {
          sqlite3_bind_text(
            handle, 5, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
        }
        return sqlite3_step(handle)
      }
      guard code == SQLITE_DONE else {
        let message = database.sqliteConnection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        sqlite3_reset(handle)
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
      }
    }
    sqlite3_reset(handle)
    guard !placements.isEmpty else { return }
    try database.cachedStatement(sql: "INSERT OR REPLACE INTO placement (snapshot, packed) VALUES (?, ?)")
      .execute(arguments: [snapshot, Data(PackedRanking.bytes(placements))])
  }

  /// The number of the texts of `entry`; `nil` where it has no year, and no text except its title.
  private mutating func textsNumber(
    of entry: Entry, _ item: Int64, _ measures: [String]
  ) throws -> Int64? {
    guard let texts = EntryTexts(of: entry, measures: measures) else { return nil }
    if let last = lastTexts[item], last.texts == texts { return last.number }
    let number = try number(
      find: "SELECT id FROM text_set WHERE item = ? AND texts = ?",
      add: "INSERT INTO text_set (item, texts, folded) VALUES (?, ?, ?)",
      [item, texts.text], and: { [texts.folded] })
    lastTexts[item] = (texts, number)
    return number
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
      add: "INSERT INTO item (chart, name, folded) VALUES (?, ?, ?)", [key.chart, key.item.description],
      and: { [FoldedText.of(key.item.description)] })
    items[key] = number
    return number
  }

  private mutating func titleNumber(_ title: String) throws -> Int64 {
    if let number = titles[ByteText(title)] { return number }
    let number = try number(
      find: "SELECT id FROM title WHERE text = ?", add: "INSERT INTO title (text, folded) VALUES (?, ?)",
      [title],
      and: { [FoldedText.of(title)] })
    titles[ByteText(title)] = number
    return number
  }

  /// The number of the row that `find` selects by `arguments`. Where there is none, `add` inserts it from these and `others`.
  private func number(
    find: String, add: String, _ arguments: StatementArguments, and others: () -> StatementArguments = { [] }
  ) throws -> Int64 {
    let found = try database.cachedStatement(sql: find)
    if let number = try Int64.fetchOne(found, arguments: arguments) { return number }
    try database.cachedStatement(sql: add).execute(arguments: arguments + others())
    return database.lastInsertedRowID
  }
}
