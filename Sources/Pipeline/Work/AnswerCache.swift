import Foundation
import GRDB
import HTTPFetch
import JSON
import Jobs
import RankingModel

/// The answers of each enrichment source about each item, and what servers last said about their lists.
struct AnswerCache: Sendable {
  /// `body` holds the bytes of an answer until they are stored as an object.
  static let schema = """
    CREATE TABLE answer (
      source TEXT NOT NULL,
      item TEXT NOT NULL,
      object TEXT NOT NULL,
      raw TEXT NOT NULL,
      fetched_at INTEGER NOT NULL,
      body BLOB,
      PRIMARY KEY (source, item, fetched_at)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX answer_to_store ON answer (object) WHERE body IS NOT NULL;
    CREATE TABLE source (
      url TEXT PRIMARY KEY,
      etag TEXT,
      last_modified TEXT,
      object TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  let database: WorkDatabase

  /// The name under which answers of `source` are kept. Addresses of files are relative to the folder of a job file, so answers
  /// from files are kept for each chart separately.
  static func name(of source: String, for chart: ChartName) -> String {
    FileURL.isFile(source) ? "\(chart) \(source)" : source
  }

  /// The last stored answer of `source` about each of `items`.
  func answers(of source: String, about items: [ItemID]) async throws(Failure) -> [ItemID: RawObject] {
    try await database.read { database in
      let select = try database.cachedStatement(
        sql: "SELECT raw FROM answer WHERE source = ? AND item = ? ORDER BY fetched_at DESC LIMIT 1")
      return try AnswerCache.answers(about: items, by: select) { [source, $0.description] }
    }
  }

  /// For each of `items`, the stored answer of `source` that is nearest to `instant`; none if an answer asked for at `now` would
  /// be nearer.
  func answers(
    of source: String, about items: [ItemID], near instant: Instant, at now: Instant
  ) async throws(Failure) -> [ItemID: RawObject] {
    let reach = (instant.microseconds - now.microseconds).magnitude
    return try await database.read { database in
      let select = try database.cachedStatement(
        sql: """
          SELECT raw FROM answer WHERE source = ?1 AND item = ?2 AND abs(fetched_at - ?3) < ?4
          ORDER BY abs(fetched_at - ?3), fetched_at LIMIT 1
          """)
      return try AnswerCache.answers(about: items, by: select) {
        [source, $0.description, instant.microseconds, Int64(clamping: reach)]
      }
    }
  }

  private static func answers(
    about items: [ItemID], by select: Statement, _ arguments: (ItemID) -> StatementArguments
  ) throws -> [ItemID: RawObject] {
    var answers: [ItemID: RawObject] = [:]
    for item in items {
      guard let raw = try String.fetchOne(select, arguments: arguments(item)) else { continue }
      answers[item] = try RawObject(json: try JSONReader.read(Array(raw.utf8)))
    }
    return answers
  }

  /// The ids of answers that are not stored as objects yet.
  func answersToStore() async throws(Failure) -> [ObjectID] {
    try await database.read { database in
      try String.fetchAll(database, sql: "SELECT DISTINCT object FROM answer WHERE body IS NOT NULL")
        .compactMap { ObjectID($0) }
    }
  }

  /// The bytes of answers that are not stored as objects yet.
  func bodies(of objects: ArraySlice<ObjectID>) async throws(Failure) -> [[UInt8]] {
    try await database.read { database in
      let select = try database.cachedStatement(
        sql: "SELECT body FROM answer WHERE object = ? AND body IS NOT NULL")
      return try objects.compactMap {
        try Data.fetchOne(select, arguments: [$0.description]).map { Array($0) }
      }
    }
  }

  /// What the source at `url` last said about its content, and the object that holds this content.
  func lastAnswer(at url: String) async throws(Failure) -> (validators: CacheValidators, object: ObjectID)? {
    try await database.read { database in
      let row = try Row.fetchOne(database, sql: "SELECT * FROM source WHERE url = ?", arguments: [url])
      guard let row, let object = ObjectID(row["object"] as String) else { return nil }
      return (CacheValidators(etag: row["etag"], lastModified: row["last_modified"]), object)
    }
  }

  /// Stores what the source at `url` said about its content, which is the object of `list`.
  func remember(_ list: RawObject, at url: String) async throws(Failure) {
    try await database.write { try AnswerCache.remember(list, at: url, $0) }
  }
}

/// The parts of transactions; see `WorkState`.
extension AnswerCache {
  /// Stores an answer of `source` with its bytes, as the last one. Answers with later instants are removed: a wrong clock dated
  /// them.
  static func add(_ answer: RawObject, body: [UInt8], source: String, _ database: Database) throws {
    try database.execute(
      sql: "DELETE FROM answer WHERE source = ? AND item = ? AND fetched_at > ?",
      arguments: [source, answer.item?.description, answer.fetchedAt.microseconds])
    try database.execute(
      sql:
        "INSERT OR REPLACE INTO answer (source, item, object, raw, fetched_at, body) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        source, answer.item?.description, answer.object.description, CanonicalJSON.text(answer.json),
        answer.fetchedAt.microseconds, Data(body),
      ])
  }

  /// Stores an answer whose object is in the lake.
  static func restore(_ answer: RawObject, of item: ItemID, source: String, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO answer (source, item, object, raw, fetched_at) VALUES (?, ?, ?, ?, ?)",
      arguments: [
        source, item.description, answer.object.description, CanonicalJSON.text(answer.json),
        answer.fetchedAt.microseconds,
      ])
  }

  static func remember(_ list: RawObject, at url: String, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO source (url, etag, last_modified, object) VALUES (?, ?, ?, ?)",
      arguments: [url, list.response?.etag, list.response?.lastModified, list.object.description])
  }

  /// Removes the bytes of answers that are now stored as objects.
  static func forgetBodies(of stored: [ObjectID], _ database: Database) throws {
    let forget = try database.cachedStatement(
      sql: "UPDATE answer SET body = NULL WHERE object = ? AND body IS NOT NULL")
    for object in stored { try forget.execute(arguments: [object.description]) }
  }

  /// Removes answers and lists that were in `object`, which is lost.
  static func forget(_ object: ObjectID, _ database: Database) throws {
    try database.execute(
      sql: "DELETE FROM answer WHERE object = ? AND body IS NULL", arguments: [object.description])
    try database.execute(sql: "DELETE FROM source WHERE object = ?", arguments: [object.description])
  }

  /// The objects of the last answers, and of lists that a source may report as unchanged. Earlier answers are kept as long as
  /// records need them.
  static func objects(_ database: Database) throws -> Set<ObjectID> {
    let sql = """
      SELECT object FROM (SELECT object, max(fetched_at) FROM answer WHERE body IS NULL GROUP BY source, item)
      UNION SELECT object FROM source
      """
    return Set(try String.fetchAll(database, sql: sql).compactMap { ObjectID($0) })
  }
}
