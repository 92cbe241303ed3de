import GRDBSQLite

/// Keeps a database file open until the last reference goes: meanwhile no other process folds its log into it when it ends.
public final class DatabaseHold {
  private var connection: OpaquePointer?

  /// Opens the file at `path`.
  public init(_ path: String) {
    sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil)
    // The log is met at the first question.
    sqlite3_exec(connection, "SELECT count(*) FROM sqlite_schema", nil, nil, nil)
  }

  deinit {
    sqlite3_close(connection)
  }
}
