import GRDB
import RankingModel

/// Compares catalogues by what they say, whatever numbers their rows have.
enum CatalogueComparison {
  /// The rows of each table under names that do not depend on the order of their making.
  private static let questions: [(table: String, sql: String)] = [
    ("chart", "SELECT name FROM chart ORDER BY 1"),
    ("run", "SELECT id, chart, day, started_at, report, record FROM run ORDER BY 1"),
    (
      "snapshot",
      """
      SELECT record, chart.name, day, captured_at, recorded_at, state, version, entries, run, reason, document, is_whole
      FROM snapshot JOIN chart ON chart.id = snapshot.chart ORDER BY 1
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
      SELECT snapshot.record, item.name, observation.rank, observation.rating, title.text
      FROM observation JOIN snapshot ON snapshot.id = observation.snapshot
      JOIN item ON item.id = observation.item JOIN title ON title.id = observation.title ORDER BY 1, 2
      """
    ),
  ]

  /// A catalogue in memory made from these records of the lake at `path`.
  static func fresh(
    path: String, records: [String], runs: [String], fileSystem: FileSystem
  ) throws -> DatabaseQueue {
    let database = try DatabaseQueue()
    let store = SnapshotRecords(lake: path, fileSystem: fileSystem)
    let reader = LakeReader(
      path: path, objects: FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem),
      fileSystem: fileSystem, database: database)
    let index = LakeIndex(records: store, reader: reader, toleratesLoss: true)
    let content = try index.content(records, runs: runs)
    try database.write { database in
      try CatalogueSchema.create(database)
      var writer = CatalogueWriter(database)
      try writer.add(content)
    }
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
