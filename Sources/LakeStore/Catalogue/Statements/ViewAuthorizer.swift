import GRDBSQLite
import RankingModel

/// Allows statements to read the documented views, and nothing else.
///
/// SQLite asks while it compiles a statement (https://www.sqlite.org/c3ref/set_authorizer.html), and names the view by which a
/// table is read. A table of the statement itself (`WITH entries AS …`) can bear the name of a view and read the tables under
/// it. That changes nothing and shows no more than the lake's own records: the rule is there so that nobody comes to rely on
/// tables that are no contract.
final class ViewAuthorizer {
  /// What was refused first, in words.
  private(set) var refused: String?

  static let tableFunctions: Set = [
    "json_each", "json_tree", "pragma_table_info", "pragma_table_xinfo",
  ]
  private static let refusedFunctions: Set = [
    "load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "eval",
  ]
  /// Functions that may say something else another time. Those of dates take the current one where they are asked to, which SQLite does
  /// not tell here.
  private static let changingFunctions: Set = [
    "random", "randomblob", "date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff",
    "current_date", "current_time", "current_timestamp", "changes", "total_changes", "last_insert_rowid",
    "sqlite_version", "sqlite_source_id", "sqlite_compileoption_get", "sqlite_compileoption_used",
  ]

  /// Whether only what says the same another time may be asked for: views that hide those of the catalogue, and no function of chance or of
  /// the time.
  private let isPinned: Bool

  init(isPinned: Bool) { self.isPinned = isPinned }

  /// Asks this authorizer about all that `connection` compiles; it must live as long as the connection compiles anything.
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
        reason = "the function \(second), which may say something else another time"
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
    // Of a table of which no column is read, as by `count(*)` of a view, SQLite does not say by which view.
    return column.isEmpty || CatalogueViews.names.contains(view) || CatalogueViews.parts.contains(view)
  }
}
