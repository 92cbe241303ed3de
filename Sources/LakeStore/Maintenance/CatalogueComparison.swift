import Foundation
import GRDB
import JSON
import RankingModel
import Storage

/// Compares the content of catalogues, regardless of the numbers of their rows.
enum CatalogueComparison {
  /// The content of each table, in columns that do not depend on the order in which its rows were made: names instead of numbers.
  /// The columns of `order` identify a row, and the first column of all names the row in messages.
  private static let tables: [(name: String, columns: String, order: String)] = [
    ("record", "key, document", "1"),
    ("chart", "name", "1"),
    ("settings", "\(key("id")), \(chart), recorded_at", "1"),
    ("measure", "\(chart), place, name", "1, 2"),
    ("run", "id, chart, day, started_at, \"trigger\", \(key("record"))", "1"),
    (
      "snapshot",
      """
      \(key("id")), \(chart), day, captured_at, recorded_at, state, version, entries, run, reason,
      archive, capture, ranking, is_whole, is_forgotten
      """, "1"
    ),
    ("decision", "\(key("id")), \(chart), day, decided_at, decision, subject, tag, state, reason", "1"),
    ("item_title", "\(chartOfItem), \(item), \(title)", "1, 2, 3"),
    ("text_set", "\(chartOfItem), \(item), texts, folded", "1, 2, 3"),
    (
      "observation",
      """
      \(key("snapshot")), \(item), rank, \(title), measures,
      (SELECT text_set.texts FROM text_set WHERE text_set.id = said.texts)
      """, "1, 2"
    ),
    ("title", "text, folded", "1"),
    ("item", "\(chart), name, folded", "1, 2"),
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

  /// Whether two values are equal. Texts are compared byte for byte.
  private static func isSame(_ left: DatabaseValue, _ right: DatabaseValue) -> Bool {
    guard case .string(let left) = left.storage, case .string(let right) = right.storage else {
      return left == right
    }
    return ByteText(left) == ByteText(right)
  }

  /// The table and the row in which `left` differs from `right`; `nil` where they have the same content.
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
        return try packedDifference(left)
      }
    }
  }

  /// The snapshot whose packed rows differ from its observations; `nil` where there is none.
  private static func packedDifference(_ database: Database) throws -> String? {
    var sums: [Int64: UInt64] = [:]
    let observations = try Row.fetchCursor(
      database, sql: "SELECT snapshot, item, rank, title FROM observation")
    while let row = try observations.next() {
      if let found = RankingRow(item: row[1], rank: row[2], title: row[3]) {
        sums[row[0], default: 0] &+= sum(found)
      }
    }
    let snapshots = try Row.fetchCursor(
      database,
      sql: """
        SELECT \(key("id")), id, packed FROM snapshot AS said LEFT JOIN placement ON placement.snapshot = said.id ORDER BY 1
        """)
    while let row = try snapshots.next() {
      let packed: Data = row[2] ?? Data()
      var rows: [RankingRow] = []
      let isSound = packed.withUnsafeBytes { PackedRanking.append($0, to: &rows) }
      let said = rows.reduce(into: UInt64(0)) { $0 &+= sum($1) }
      if !isSound || said != sums[row[1] as Int64] ?? 0 {
        return "differs from its own observations in the packed rows of \(row[0] as DatabaseValue)"
      }
    }
    return nil
  }

  /// A hash of a row that other rows hardly share. The sum over a day's rows does not depend on their order.
  private static func sum(_ row: RankingRow) -> UInt64 {
    var mixed = UInt64(bitPattern: Int64(row.item)) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ UInt64(bitPattern: Int64(row.rank))) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 29 ^ UInt64(bitPattern: Int64(row.title))) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
