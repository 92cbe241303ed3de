import GRDB
package import JSON
package import RankingModel

extension LakeReader {
  /// Lets `read` run a user's statement over the documented views, on a separate connection that can only read.
  ///
  /// - Parameters:
  ///   - parameters: numbers and texts by the names of the statement's parameters, such as `chart` for `:chart`.
  ///   - cutoff: the state of knowledge to answer from. Where it is limited, statements whose answers may change are refused.
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
