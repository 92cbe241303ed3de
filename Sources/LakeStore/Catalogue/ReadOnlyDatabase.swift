package import GRDB
import Glibc

/// Opens the lake's database files to look at them, beside whoever writes.
package enum ReadOnlyDatabase {
  /// Opens the file at `path`, which exists, for questions that may be asked at the same time.
  ///
  /// - Throws: `DatabaseError`.
  static func pool(path: String) throws -> any DatabaseReader {
    do {
      return try met(try DatabasePool(path: path, configuration: configuration()))
    } catch let error as DatabaseError where isRefusal(error) {
      return try open(path: path)
    }
  }

  /// Opens the file at `path`, which exists.
  ///
  /// - Parameter layer: SQLite's file layer, where it is not the one that checks pages.
  /// - Throws: `DatabaseError`.
  package static func open(path: String, layer: String? = nil) throws -> DatabaseQueue {
    do {
      return try connect(path, layer)
    } catch let error as DatabaseError where isRefusal(error) {
      // Even to read, SQLite makes a file by which readers find the log; a medium that is full or cannot be
      // written to refuses it.
      switch logSize(path) {
      case 0?:
        // With no log the database itself holds everything. `immutable` tells SQLite that nothing changes the file.
        return try connect(path, layer, "immutable=1")
      case nil: throw error
      default:
        guard let copy = try? DatabaseCopy(of: path) else { throw error }
        return try withExtendedLifetime(copy) { try connect(copy.path, layer) }
      }
    }
  }

  /// How SQLite says that it could not make that file; an error of reading is none of these.
  private static let refusals: [ResultCode] = [
    .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_IOERR_SHMOPEN, .SQLITE_IOERR_SHMSIZE,
    .SQLITE_IOERR_SHMMAP, .SQLITE_IOERR_WRITE,
  ]

  private static func isRefusal(_ error: DatabaseError) -> Bool {
    refusals.contains(error.resultCode) || refusals.contains(error.extendedResultCode)
  }

  private static func configuration() -> Configuration {
    ChecksummedFiles.use()
    var configuration = Configuration()
    // A reader waits for no writer, but for whoever makes good what a killed one left.
    configuration.busyMode = .timeout(3)
    configuration.readonly = true
    return configuration
  }

  private static func connect(
    _ path: String, _ layer: String?, _ parameter: String? = nil
  ) throws -> DatabaseQueue {
    let parameters = [layer.map { "vfs=\($0)" }, parameter].compactMap(\.self)
    let location = parameters.isEmpty ? path : address(of: path, parameters.joined(separator: "&"))
    return try met(try DatabaseQueue(path: location, configuration: configuration()))
  }

  /// The log is met at the first question, not when the file is opened.
  private static func met<Database: DatabaseReader>(_ database: Database) throws -> Database {
    _ = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
    return database
  }

  /// Bytes of the log, in which changes may stand that are not in the database yet; `nil` where that cannot be known.
  private static func logSize(_ path: String) -> Int? {
    var status = stat()
    if stat("\(path)-wal", &status) == 0 { return Int(status.st_size) }
    return errno == ENOENT ? 0 : nil
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
