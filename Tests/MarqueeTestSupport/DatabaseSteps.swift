import GRDBSQLite
import Synchronization

/// Counts the work of SQLite on a connection, in steps of its virtual machine. The number is the same on every machine and at any
/// load (https://www.sqlite.org/c3ref/progress_handler.html).
public final class DatabaseSteps: Sendable {
  private let hundreds = Atomic<Int>(0)

  /// Creates a counter that stands at zero.
  public init() {}

  /// The number of steps so far, to the hundred.
  public var count: Int { hundreds.load(ordering: .relaxed) * 100 }

  /// Counts the steps of `connection` from now on. The counter must outlive the connection.
  public func count(on connection: OpaquePointer?) {
    sqlite3_progress_handler(
      connection, 100,
      { context in
        guard let context else { return 0 }
        Unmanaged<DatabaseSteps>.fromOpaque(context).takeUnretainedValue().hundreds.add(1, ordering: .relaxed)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Stops counting the steps of `connection`.
  public func stop(on connection: OpaquePointer?) {
    sqlite3_progress_handler(connection, 0, nil, nil)
  }
}
