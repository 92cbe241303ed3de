import Foundation

/// Blocks threads until a given number of them have arrived, and stays open from then on.
final class Gate: Sendable {
  private let condition = NSCondition()
  private let count: Count

  /// Guarded by `condition`, and therefore unchecked.
  private final class Count: @unchecked Sendable {
    var missing: Int

    init(_ missing: Int) {
      self.missing = missing
    }
  }

  init(opensAt count: Int) {
    self.count = Count(count)
  }

  func arriveAndWait() {
    condition.withLock {
      count.missing -= 1
      condition.broadcast()
      // The limit only keeps a failed test from hanging.
      let limit = Date().addingTimeInterval(10)
      while count.missing > 0, condition.wait(until: limit) {}
    }
  }
}
