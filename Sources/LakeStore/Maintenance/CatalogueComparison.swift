import GRDB
import JSON
import RankingModel
import Storage

/// Compares catalogues by what they say, whatever numbers their rows have.
enum CatalogueComparison {
  /// The rows of each table under names that do not depend on the order of their making.
  private static let questions: [(table: String, sql: String)] = [
    ("record", "SELECT key, document FROM record ORDER BY 1"),
    ("chart", "SELECT name FROM chart ORDER BY 1"),
    (
      "settings",
      """
      SELECT key, chart.name, recorded_at, title, item, items, job
      FROM settings JOIN record ON record.id = settings.id JOIN chart ON chart.id = settings.chart ORDER BY 1
      """
    ),
    (
      "run",
      """
      SELECT run.id, chart, day, started_at, report, key FROM run LEFT JOIN record ON record.id = run.record
      ORDER BY 1
      """
    ),
    (
      "snapshot",
      """
      SELECT key, chart.name, day, captured_at, recorded_at, state, version, entries, run, reason, is_whole,
        is_forgotten
      FROM snapshot JOIN record ON record.id = snapshot.id JOIN chart ON chart.id = snapshot.chart ORDER BY 1
      """
    ),
    (
      "decision",
      """
      SELECT key, chart.name, day, decided_at, decision, subject, tag, state, reason
      FROM decision JOIN record ON record.id = decision.id JOIN chart ON chart.id = decision.chart ORDER BY 1
      """
    ),
    (
      "item_title",
      """
      SELECT chart.name, item.name, title.text FROM item_title JOIN item ON item.id = item_title.item
      JOIN chart ON chart.id = item.chart JOIN title ON title.id = item_title.title ORDER BY 1, 2, 3
      """
    ),
    (
      "observation",
      """
      SELECT record.key, item.name, observation.rank, observation.rating, title.text
      FROM observation JOIN record ON record.id = observation.snapshot
      JOIN item ON item.id = observation.item JOIN title ON title.id = observation.title ORDER BY 1, 2
      """
    ),
  ]

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
        for question in questions {
          let ours = try Row.fetchCursor(left, sql: question.sql)
          let others = try Row.fetchCursor(right, sql: question.sql)
          while true {
            let row = try ours.next()
            let other = try others.next()
            if row == nil, other == nil { break }
            guard let row, let other, row.databaseValues.elementsEqual(other.databaseValues, by: isSame)
            else {
              let place = (row ?? other).map { "\($0[0] as DatabaseValue)" } ?? ""
              return "differs from the lake's records in the table \(question.table), at \(place)"
            }
          }
        }
        return nil
      }
    }
  }
}
