package import GRDB
import Glibc

/// Opens the lake's database files to look at them, beside whoever writes.
package enum ReadOnlyDatabase {
  /// Opens the file at `path`, which exists.
  ///
  /// - Throws: `DatabaseError`.
  package static func open(path: String) throws -> DatabaseQueue {
    do {
      return try connect(path)
    } catch let error as DatabaseError where refusals.contains(error.resultCode) && !hasLog(path) {
      // Even to read, SQLite makes a file by which readers find the log; a medium that is full or cannot be
      // written to refuses it. With no log the database itself holds everything.
      // `immutable` tells SQLite that nothing changes the file.
      return try connect(address(of: path, "immutable=1"))
    }
  }

  private static let refusals: [ResultCode] = [
    .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_FULL,
  ]

  private static func connect(_ location: String) throws -> DatabaseQueue {
    ChecksummedFiles.use()
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.readonly = true
    let queue = try DatabaseQueue(path: location, configuration: configuration)
    // The log is met at the first question, not when the file is opened.
    _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    return queue
  }

  /// Whether changes may stand in the log that are not in the database yet.
  private static func hasLog(_ path: String) -> Bool {
    var status = stat()
    return stat("\(path)-wal", &status) == 0 && status.st_size > 0
  }

  /// The address (https://www.sqlite.org/uri.html) of the file at `path`, opened as `parameter` says.
  package static func address(of path: String, _ parameter: String) -> String {
    let escaped = path.utf8.map { byte -> String in
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), 0x80...:
        "%" + String(byte, radix: 16, uppercase: true)
      default: String(UnicodeScalar(byte))
      }
    }
    return "file:\(escaped.joined())?\(parameter)"
  }
}
