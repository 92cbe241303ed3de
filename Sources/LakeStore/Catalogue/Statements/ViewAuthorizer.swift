import GRDBSQLite
import RankingModel

/// Allows statements to read the documented views, and nothing else.
///
/// SQLite asks it while it compiles a statement (https://www.sqlite.org/c3ref/set_authorizer.html), and names the view by which a
/// table is read. A table of the statement itself (`WITH entries AS …`) can have the name of a view and read the tables behind
/// the view. That changes nothing and shows no more than the lake's own records. The rule only keeps people from relying on
/// tables that are not a contract.
final class ViewAuthorizer {
  /// What was refused first, in words.
  private(set) var refused: String?

  static let tableFunctions: Set = [
    "json_each", "json_tree", "pragma_table_info", "pragma_table_xinfo",
  ]
  private static let refusedFunctions: Set = [
    "load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "eval",
  ]
  /// Functions that may answer differently another time. Functions of dates may use the current time; SQLite does not tell the
  /// authorizer whether they do.
  private static let changingFunctions: Set = [
    "random", "randomblob", "date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff",
    "current_date", "current_time", "current_timestamp", "changes", "total_changes", "last_insert_rowid",
    "sqlite_version", "sqlite_source_id", "sqlite_compileoption_get", "sqlite_compileoption_used",
  ]

  /// Whether only what answers the same another time is allowed: the views that hide those of the catalogue, and no functions of
  /// chance or of the current time.
  private let isPinned: Bool

  init(isPinned: Bool) { self.isPinned = isPinned }

  /// Checks all that `connection` compiles. The authorizer must live as long as the connection compiles anything.
  func watch(_ connection: OpaquePointer) {
    sqlite3_set_authorizer(
      connection,
      { context, action, first, second, database, by in
        guard let context else { return SQLITE_DENY }
        let authorizer = Unmanaged<ViewAuthorizer>.fromOpaque(context).takeUnretainedValue()
        let text = { (text: UnsafePointer<CChar>?) in text.map { String(cString: $0) } ?? "" }
        let isAllowed = authorizer.allows(
          action, text(first), text(second), in: text(database), by: text(by))
        return isAllowed ? SQLITE_OK : SQLITE_DENY
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func allows(
    _ action: Int32, _ first: String, _ second: String, in database: String, by view: String
  ) -> Bool {
    let reason: String?
    switch action {
    case SQLITE_SELECT, SQLITE_RECURSIVE: reason = nil
    case SQLITE_READ:
      reason = mayRead(first, second, in: database, by: view) ? nil : "the table \(first)"
    case SQLITE_FUNCTION:
      if ViewAuthorizer.refusedFunctions.contains(second.lowercased()) {
        reason = "the function \(second)"
      } else if isPinned, ViewAuthorizer.changingFunctions.contains(second.lowercased()) {
        reason = "the function \(second), whose result may change"
      } else {
        reason = nil
      }
    case SQLITE_PRAGMA:
      let isHarmless = ["table_info", "table_xinfo"].contains(first.lowercased())
      reason = isHarmless && CatalogueViews.names.contains(second) ? nil : "PRAGMA \(first)"
    case SQLITE_ATTACH, SQLITE_DETACH: reason = "another file"
    case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: reason = "a transaction"
    default: reason = "a change"
    }
    refused = refused ?? reason
    return reason == nil
  }

  private func mayRead(_ table: String, _ column: String, in database: String, by view: String) -> Bool {
    if CatalogueViews.names.contains(table) { return !isPinned || database != "main" }
    if ViewAuthorizer.tableFunctions.contains(table) { return true }
    guard !table.hasPrefix("sqlite_") else { return false }
    // Where no column of a table is read, as in `count(*)` of a view, SQLite does not name the view.
    return column.isEmpty || CatalogueViews.names.contains(view) || CatalogueViews.parts.contains(view)
  }
}
