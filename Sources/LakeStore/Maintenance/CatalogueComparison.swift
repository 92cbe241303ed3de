import GRDB
import JSON
import Storage

/// Compares catalogues by what they say, whatever numbers their rows have.
enum CatalogueComparison {
  /// What each table says, in columns that do not depend on the order in which its rows were made: names in place of numbers.
  /// The columns of `order` tell the rows apart, and the first of all says where a row is.
  private static let tables: [(name: String, columns: String, order: String)] = [
    ("record", "key, document", "1"),
    ("chart", "name", "1"),
    ("settings", "\(key("id")), \(chart), recorded_at", "1"),
    ("measure", "\(chart), place, name", "1, 2"),
    ("run", "id, chart, day, started_at, report, \(key("record"))", "1"),
    (
      "snapshot",
      """
      \(key("id")), \(chart), day, captured_at, recorded_at, state, version, entries, run, reason,
      archive, capture, ranking, is_whole, is_forgotten
      """, "1"
    ),
    ("decision", "\(key("id")), \(chart), day, decided_at, decision, subject, tag, state, reason", "1"),
    ("item_title", "\(chartOfItem), \(item), \(title)", "1, 2, 3"),
    ("observation", "\(key("snapshot")), \(item), rank, \(title), measures", "1, 2"),
  ]

  private static let chart = "(SELECT chart.name FROM chart WHERE chart.id = said.chart)"
  private static let item = "(SELECT item.name FROM item WHERE item.id = said.item)"
  private static let title = "(SELECT title.text FROM title WHERE title.id = said.title)"
  private static let chartOfItem =
    "(SELECT chart.name FROM chart JOIN item ON item.chart = chart.id WHERE item.id = said.item)"

  private static func key(_ number: String) -> String {
    "(SELECT record.key FROM record WHERE record.id = said.\(number))"
  }

  /// A catalogue in memory made from these records of the lake at `place`.
  static func fresh(_ place: LakePlace, records: [StorageKey]) async throws -> DatabaseQueue {
    let database = try DatabaseQueue()
    try await database.write(CatalogueSchema.create)
    let reader = LakeReader(place, database: database)
    let indexed = try await LakeIndex(reader: reader, toleratesLoss: true).records(records)
    try CatalogueWriter.add(indexed, to: database)
    return database
  }

  /// Whether two values are the same; texts byte for byte.
  private static func isSame(_ left: DatabaseValue, _ right: DatabaseValue) -> Bool {
    guard case .string(let left) = left.storage, case .string(let right) = right.storage else {
      return left == right
    }
    return ByteText(left) == ByteText(right)
  }

  /// In which table, and where in it, `left` differs from `right`; `nil` where they say the same.
  static func difference(_ left: DatabaseQueue, _ right: DatabaseQueue) throws -> String? {
    try left.read { left in
      try right.read { right in
        for (table, columns, order) in tables {
          let sql = "SELECT \(columns) FROM \(table) AS said ORDER BY \(order)"
          let ours = try Row.fetchCursor(left, sql: sql)
          let others = try Row.fetchCursor(right, sql: sql)
          while true {
            let row = try ours.next()
            let other = try others.next()
            if row == nil, other == nil { break }
            guard let row, let other, row.databaseValues.elementsEqual(other.databaseValues, by: isSame)
            else {
              let place = (row ?? other).map { "\($0[0] as DatabaseValue)" } ?? ""
              return "differs from the lake's records in the table \(table), at \(place)"
            }
          }
        }
        return nil
      }
    }
  }
}
