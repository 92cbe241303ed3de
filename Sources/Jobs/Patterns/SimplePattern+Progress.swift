extension SimplePattern {
  /// The state of one search.
  struct Progress {
    /// Where each item ends.
    var ends: [Int]
    /// Any pattern can fail this often. After more failures, the same ones usually happen again and again.
    private var failuresLeft = 10_000
    /// Which items have failed at which positions; empty until there are many failures. Without this record, several repetitions
    /// in a row take time that grows with a high power of the text's length.
    private var failed: [Bool] = []
    private let length: Int

    init(items: Int, length: Int) {
      ends = [Int](repeating: 0, count: items)
      self.length = length
    }

    @inline(__always)
    func hasFailed(_ index: Int, at position: Int) -> Bool {
      !failed.isEmpty && failed[index * (length + 1) + position]
    }

    mutating func fail(_ index: Int, at position: Int) {
      failuresLeft -= 1
      guard failuresLeft <= 0 else { return }
      if failed.isEmpty { failed = [Bool](repeating: false, count: ends.count * (length + 1)) }
      failed[index * (length + 1) + position] = true
    }
  }
}
