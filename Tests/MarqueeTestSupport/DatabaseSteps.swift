import GRDBSQLite
import Synchronization

/// Counts how much SQLite does on a connection: steps of its virtual machine, the same on every machine and at any load
/// (https://www.sqlite.org/c3ref/progress_handler.html).
public final class DatabaseSteps: Sendable {
  private let hundreds = Atomic<Int>(0)

  /// Counts nothing yet.
  public init() {}

  /// How many steps were made, to the hundred.
  public var count: Int { hundreds.load(ordering: .relaxed) * 100 }

  /// Counts what `connection` does from now on. The counter must outlive the connection.
  public func count(on connection: OpaquePointer?) {
    sqlite3_progress_handler(
      connection, 100,
      { context in
        guard let context else { return 0 }
        Unmanaged<DatabaseSteps>.fromOpaque(context).takeUnretainedValue().hundreds.add(1, ordering: .relaxed)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Counts no longer what `connection` does.
  public func stop(on connection: OpaquePointer?) {
    sqlite3_progress_handler(connection, 0, nil, nil)
  }
}
