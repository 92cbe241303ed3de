import GRDBSQLite

/// The version of the SQLite library that this process uses.
public let sqliteVersion = String(cString: sqlite3_libversion())
