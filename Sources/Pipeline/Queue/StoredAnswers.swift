import GRDB
public import RankingModel

extension WorkStore {
  /// The last stored answer of `source` about each of `films`.
  func answers(of source: String, about films: [FilmID]) async throws(Failure) -> [FilmID: RawObject] {
    try await read { database in
      let select = try database.cachedStatement(
        sql: "SELECT object, url, fetched_at FROM answer WHERE source = ? AND film = ?")
      var answers: [FilmID: RawObject] = [:]
      for film in films {
        guard let row = try Row.fetchOne(select, arguments: [source, film.description]),
          let object = ObjectID(row["object"] as String)
        else { continue }
        answers[film] = RawObject(
          object: object, role: .answer, url: row["url"],
          fetchedAt: Instant(microseconds: row["fetched_at"]), film: film)
      }
      return answers
    }
  }

  /// Calls made on `day` out of each budget.
  public func calls(on day: Day) async throws(Failure) -> [String: Int] {
    try await read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT name, calls FROM budget WHERE day = ?", arguments: [day.description])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"] as String, $0["calls"] as Int) })
    }
  }

  /// What the source at `url` said last of its content, and the object that holds it.
  func lastAnswer(
    at url: String
  ) async throws(Failure) -> (etag: String?, lastModified: String?, object: ObjectID)? {
    try await read { database in
      let row = try Row.fetchOne(database, sql: "SELECT * FROM source WHERE url = ?", arguments: [url])
      guard let row, let object = ObjectID(row["object"] as String) else { return nil }
      return (row["etag"] as String?, row["last_modified"] as String?, object)
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
