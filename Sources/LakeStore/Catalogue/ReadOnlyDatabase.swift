package import GRDB
import Glibc

/// Opens the lake's database files for reading, while other processes may write.
package enum ReadOnlyDatabase {
  /// Opens the file at `path`, which exists.
  ///
  /// - Parameter layer: SQLite's file layer; by default the one that checks pages.
  /// - Throws: `DatabaseError`.
  package static func open(path: String, layer: String? = nil) throws -> DatabaseQueue {
    do {
      return try connect(path, layer)
    } catch let error as DatabaseError
      where refusals.contains(error.resultCode) || refusals.contains(error.extendedResultCode)
    {
      // Even to read, SQLite makes a file by which readers find the log. A full or read-only disk refuses that.
      switch logSize(path) {
      case 0?:
        // Without a log the database file is complete. `immutable` tells SQLite that nothing changes the file.
        return try connect(path, layer, "immutable=1")
      case nil: throw error
      default:
        guard let copy = try? DatabaseCopy(of: path) else { throw error }
        return try withExtendedLifetime(copy) { try connect(copy.path, layer) }
      }
    }
  }

  /// The errors of SQLite where it could not make that file. No error of reading is among them.
  private static let refusals: [ResultCode] = [
    .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_IOERR_SHMOPEN, .SQLITE_IOERR_SHMSIZE,
    .SQLITE_IOERR_SHMMAP, .SQLITE_IOERR_WRITE,
  ]

  private static func connect(
    _ path: String, _ layer: String?, _ parameter: String? = nil
  ) throws -> DatabaseQueue {
    ChecksummedFiles.use()
    var configuration = Configuration()
    // A reader does not wait for a writer, only for a process that repairs what a killed one left.
    configuration.busyMode = .timeout(3)
    configuration.readonly = true
    let parameters = [layer.map { "vfs=\($0)" }, parameter].compactMap(\.self)
    let location = parameters.isEmpty ? path : address(of: path, parameters.joined(separator: "&"))
    let queue = try DatabaseQueue(path: location, configuration: configuration)
    // SQLite reads the log at the first question, not when the file is opened.
    _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    return queue
  }

  /// The size of the log in bytes; `nil` where it is unknown. The log may have changes that the database file does not have yet.
  private static func logSize(_ path: String) -> Int? {
    var status = stat()
    if stat("\(path)-wal", &status) == 0 { return Int(status.st_size) }
    return errno == ENOENT ? 0 : nil
  }

  /// The URI (https://www.sqlite.org/uri.html) of the file at `path`, with `parameter`.
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
