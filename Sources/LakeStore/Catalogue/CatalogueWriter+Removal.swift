import GRDB

extension CatalogueWriter {
  /// Takes out the snapshot whose record stands at `record`, and what no other snapshot says: the catalogue is then as
  /// if made anew without it.
  func remove(_ record: String) throws {
    let row = try Row.fetchOne(
      database, sql: "SELECT id, chart, run FROM snapshot WHERE record = ?", arguments: [record])
    guard let row else { return }
    let snapshot: Int64 = row[0]
    let chart: Int64 = row[1]
    let films = try Int64.fetchAll(
      database, sql: "SELECT film FROM observation WHERE snapshot = ?", arguments: [snapshot])
    try database.execute(sql: "DELETE FROM observation WHERE snapshot = ?", arguments: [snapshot])
    try database.execute(sql: "DELETE FROM snapshot WHERE id = ?", arguments: [snapshot])
    try database.execute(
      sql: """
        DELETE FROM run WHERE id = ?1 AND record IS NULL
        AND NOT EXISTS (SELECT 1 FROM snapshot WHERE snapshot.run = ?1)
        """, arguments: [row[2] as String])
    for film in films {
      try database.execute(
        sql: """
          DELETE FROM film_title WHERE film = ?1 AND title NOT IN (
            SELECT title FROM observation WHERE film = ?1)
          """, arguments: [film])
      try database.execute(
        sql: "DELETE FROM film WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM observation WHERE film = ?1)",
        arguments: [film])
    }
    try database.execute(
      sql: "DELETE FROM chart WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM snapshot WHERE chart = ?1)",
      arguments: [chart])
  }
}
