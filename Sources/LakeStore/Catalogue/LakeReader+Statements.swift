import GRDB
package import JSON
package import RankingModel

extension LakeReader {
  /// Lets `read` have a statement of a user over the documented views, on a connection of its own that can only read.
  ///
  /// - Parameters:
  ///   - parameters: numbers and texts by the names of the statement's parameters, such as `chart` for `:chart`.
  ///   - cutoff: what counts. Where it says anything, the statement may only ask for what says the same another time.
  ///   - seconds: how long SQLite may compute.
  /// - Throws: a `usage` failure where the statement is wrong, may not be asked or takes too long; what `read` throws.
  package func ask<Value>(
    _ sql: String, _ parameters: [String: JSONValue], by cutoff: Cutoff, seconds: Double,
    _ read: (CatalogueStatement) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let opened = try CatalogueConnection.reader(path: place.catalogue)
    defer { try? opened.database.close() }
    do {
      return try opened.database.unsafeRead { database in
        guard let connection = database.sqliteConnection else {
          throw Failure(.program, "the catalogue is not open")
        }
        return try read(CatalogueStatement(sql, parameters, by: cutoff, seconds: seconds, on: connection))
      }
    } catch { throw Failure(database: "the catalogue", error) }
  }
}
