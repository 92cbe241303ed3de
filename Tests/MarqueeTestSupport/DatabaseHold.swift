import GRDBSQLite

/// Keeps a database file open until the last reference is gone. Until then no process merges the write-ahead log into the file
/// when it ends.
public final class DatabaseHold {
  private var connection: OpaquePointer?

  /// Opens the file at `path`.
  public init(_ path: String) {
    sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil)
    // SQLite opens the log at the first query.
    sqlite3_exec(connection, "SELECT count(*) FROM sqlite_schema", nil, nil, nil)
  }

  deinit {
    sqlite3_close(connection)
  }
}
