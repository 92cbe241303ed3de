import GRDBSQLite

/// Stops a statement that computes for too long. The time for writing its rows somewhere does not count.
final class StatementTimer {
  /// The permitted seconds, as people write them.
  var allowed: String { seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s" }

  private let seconds: Double
  private var left: Duration
  private var deadline: ContinuousClock.Instant

  init(seconds: Double) {
    self.seconds = seconds
    left = .seconds(seconds)
    deadline = .now + left
  }

  /// Checks the time after every thousand steps of SQLite's virtual machine. The timer must live as long as `connection` is used.
  func watch(_ connection: OpaquePointer) {
    sqlite3_progress_handler(
      connection, 1000,
      { context in
        guard let context else { return 1 }
        return Unmanaged<StatementTimer>.fromOpaque(context).takeUnretainedValue().deadline < .now ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Runs `work`, and subtracts its time from the time that is left.
  func timing(_ work: () -> Int32) -> Int32 {
    let start = ContinuousClock.now
    deadline = start + left
    defer { left -= .now - start }
    return work()
  }
}
