import GRDBSQLite

/// Stops a statement that computes for too long. The time in which its rows are written somewhere does not count.
final class StatementTimer {
  /// So many seconds, as people write them.
  var allowed: String { seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s" }

  private let seconds: Double
  private var left: Duration
  private var deadline: ContinuousClock.Instant

  init(seconds: Double) {
    self.seconds = seconds
    left = .seconds(seconds)
    deadline = .now + left
  }

  /// Looks at the time after every thousand steps of SQLite's machine. It must live as long as `connection` is used.
  func watch(_ connection: OpaquePointer) {
    sqlite3_progress_handler(
      connection, 1000,
      { context in
        guard let context else { return 1 }
        return Unmanaged<StatementTimer>.fromOpaque(context).takeUnretainedValue().deadline < .now ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Does `work`, and takes its time from what is left.
  func timing(_ work: () -> Int32) -> Int32 {
    let start = ContinuousClock.now
    deadline = start + left
    defer { left -= .now - start }
    return work()
  }
}
