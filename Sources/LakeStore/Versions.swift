import GRDBSQLite
import Gzip

/// The format of lakes that this program reads and writes.
public let lakeFormat = LakeFormat.current

/// The version of the SQLite library that this process uses.
public let sqliteVersion = String(cString: sqlite3_libversion())

/// The version of the zlib library that this process uses.
public let zlibVersion = Gzip.libraryVersion
