import GRDB

extension CatalogueWriter {
  /// What removed snapshots said, by numbers: rows that may have no use any longer.
  struct Removed: Sendable {
    var charts: Set<Int64> = []
    var runs: Set<String> = []
    /// The titles of each item.
    var titles: [Int64: Set<Int64>] = [:]
  }

  /// Takes out the snapshot whose record stands at `record`. What no other snapshot says goes with `removeUnreferenced`, which sees to
  /// all that were removed at once.
  mutating func remove(_ record: String) throws {
    let row = try Row.fetchOne(
      database, sql: "SELECT id, chart, run FROM snapshot WHERE record = ?", arguments: [record])
    guard let row else { return }
    let snapshot: Int64 = row[0]
    let chart: Int64 = row[1]
    // The key of an observation begins with the item: a search by the snapshot alone would read all of them.
    let ofSnapshot = "item IN (SELECT id FROM item WHERE chart = ?2) AND snapshot = ?1"
    let said = try database.cachedStatement(sql: "SELECT item, title FROM observation WHERE \(ofSnapshot)")
    for row in try Row.fetchAll(said, arguments: [snapshot, chart]) {
      removed.titles[row[0], default: []].insert(row[1])
    }
    try database.cachedStatement(sql: "DELETE FROM observation WHERE \(ofSnapshot)")
      .execute(arguments: [snapshot, chart])
    try database.execute(sql: "DELETE FROM snapshot WHERE id = ?", arguments: [snapshot])
    removed.charts.insert(chart)
    removed.runs.insert(row[2])
  }

  /// Removes what only removed snapshots said: the catalogue is then as if made anew without them. Call it last.
  mutating func removeUnreferenced() throws {
    guard !removed.charts.isEmpty else { return }
    let deleteTitle = try database.cachedStatement(
      sql: """
        DELETE FROM item_title WHERE item = ?1 AND title = ?2
        AND NOT EXISTS (SELECT 1 FROM observation WHERE item = ?1 AND title = ?2)
        """)
    let deleteItem = try database.cachedStatement(
      sql: "DELETE FROM item WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM observation WHERE item = ?1)")
    for (item, titles) in removed.titles {
      for title in titles { try deleteTitle.execute(arguments: [item, title]) }
      try deleteItem.execute(arguments: [item])
    }
    try database.execute(sql: "DELETE FROM title WHERE id NOT IN (SELECT title FROM item_title)")
    // One look at all snapshots is enough: no index by run is worth its room for that.
    let runs = removed.runs.subtracting(
      try String.fetchAll(database, sql: "SELECT DISTINCT run FROM snapshot"))
    let deleteRun = try database.cachedStatement(sql: "DELETE FROM run WHERE id = ? AND record IS NULL")
    for run in runs { try deleteRun.execute(arguments: [run]) }
    for chart in removed.charts {
      try database.execute(
        sql: "DELETE FROM chart WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM snapshot WHERE chart = ?1)",
        arguments: [chart])
    }
    removed = Removed()
  }
}
