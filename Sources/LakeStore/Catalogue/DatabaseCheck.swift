import GRDB
import RankingModel

/// Reads a whole SQLite file of the lake to see whether it is sound.
package enum DatabaseCheck {
  /// What is wrong with the file at `path`, in plain words; empty where nothing is.
  package static func problems(ofFileAt path: String) -> [String] {
    do {
      let database = try ReadOnlyDatabase.open(path: path)
      let found = try database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check(3)") }
      return found == ["ok"] ? [] : found
    } catch {
      return [Failure(database: "the file", error).message]
    }
  }
}
