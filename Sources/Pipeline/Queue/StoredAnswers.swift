import Foundation
import GRDB
import HTTPFetch
import JSON
public import RankingModel

extension WorkStore {
  /// The name under which answers of `source` are kept. Files are told against the folder of a job file, so those of one
  /// chart are not those of another.
  static func answerSource(_ source: String, of chart: ChartName) -> String {
    source.hasPrefix("file:") ? "\(chart) \(source)" : source
  }

  /// The last stored answer of `source` about each of `items`.
  func answers(of source: String, about items: [ItemID]) async throws(Failure) -> [ItemID: RawObject] {
    try await read { database in
      let select = try database.cachedStatement(
        sql: "SELECT raw FROM answer WHERE source = ? AND item = ?")
      var answers: [ItemID: RawObject] = [:]
      for item in items {
        guard let raw = try String.fetchOne(select, arguments: [source, item.description]) else { continue }
        answers[item] = try RawObject(json: try JSONReader.read(Array(raw.utf8)))
      }
      return answers
    }
  }

  /// The names of answers that are not stored as objects yet.
  func answersToStore() async throws(Failure) -> [ObjectID] {
    try await read { database in
      try String.fetchAll(database, sql: "SELECT DISTINCT object FROM answer WHERE body IS NOT NULL")
        .compactMap { ObjectID($0) }
    }
  }

  /// The bytes of answers that are not stored as objects yet.
  func bodies(of objects: ArraySlice<ObjectID>) async throws(Failure) -> [[UInt8]] {
    try await read { database in
      let select = try database.cachedStatement(
        sql: "SELECT body FROM answer WHERE object = ? AND body IS NOT NULL")
      return try objects.compactMap {
        try Data.fetchOne(select, arguments: [$0.description]).map { Array($0) }
      }
    }
  }

  /// Forgets the answers and lists that `objects` held: they are lost, and are asked for again.
  public func forgetAnswers(_ objects: Set<ObjectID>) async throws(Failure) {
    guard !objects.isEmpty else { return }
    try await write { database in
      for object in objects {
        try database.execute(
          sql: "DELETE FROM answer WHERE object = ? AND body IS NULL", arguments: [object.description])
        try database.execute(sql: "DELETE FROM source WHERE object = ?", arguments: [object.description])
        try database.execute(
          sql: "UPDATE run SET list = NULL WHERE json_extract(list, '$.object') = ?",
          arguments: [object.description])
      }
    }
  }

  /// The objects that must not be pruned: answers at hand, lists that a source may say are unchanged, and lists of
  /// runs that have not ended.
  public func objectsInUse() async throws(Failure) -> Set<ObjectID> {
    let lists = try await unfinishedRuns().compactMap(\.list?.object)
    return try await read { database in
      let names = try String.fetchAll(
        database, sql: "SELECT object FROM answer WHERE body IS NULL UNION SELECT object FROM source")
      return Set(names.compactMap { ObjectID($0) }).union(lists)
    }
  }

  /// How many calls were made on `day` out of a budget.
  func calls(of budget: String, on day: Day) async throws(Failure) -> Int {
    try await read { try WorkStore.calls(of: budget, on: day, $0) }
  }

  static func calls(of budget: String, on day: Day, _ database: Database) throws -> Int {
    let sql = "SELECT sum(calls) FROM budget WHERE name = ? AND day = ?"
    return try Int.fetchOne(database, sql: sql, arguments: [budget, day.description]) ?? 0
  }

  /// What the source at `url` said last of its content, and the object that holds it.
  func lastAnswer(
    at url: String
  ) async throws(Failure) -> (validators: CacheValidators, object: ObjectID)? {
    try await read { database in
      let row = try Row.fetchOne(database, sql: "SELECT * FROM source WHERE url = ?", arguments: [url])
      guard let row, let object = ObjectID(row["object"] as String) else { return nil }
      return (CacheValidators(etag: row["etag"], lastModified: row["last_modified"]), object)
    }
  }

  /// Remembers what the source at `url` said of its content.
  func remember(
    url: String, etag: String?, lastModified: String?, object: ObjectID
  ) async throws(Failure) {
    try await write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO source (url, etag, last_modified, object) VALUES (?, ?, ?, ?)",
        arguments: [url, etag, lastModified, object.description])
    }
  }
}
