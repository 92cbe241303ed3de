import RankingModel

/// Cuts days into batches that are stored together: enough days that the medium commits them nearly as fast as one,
/// few enough bytes that memory stays flat.
struct Batches: Sendable {
  /// Days stored together at most.
  static let mostDays = 32
  /// Bytes of lists that a batch is to hold at most, going by the largest list so far.
  static let mostBytes = 8 << 20

  private var left: ArraySlice<DayRequest>
  private let mostDays: Int
  private var largest = mostBytes / 4

  /// `requests` in batches of up to `mostDays`. What concerns one day stays together.
  init(_ requests: [DayRequest], mostDays: Int) {
    (left, self.mostDays) = (requests[...], mostDays)
  }

  /// The next batch, cut by what `last` has shown of the size of lists; empty when all days are done.
  mutating func next(after last: [DayRun]) -> [DayRequest] {
    if let seen = last.map(\.list.count).max(), seen > 0 {
      largest = isFirst ? seen : max(largest, seen)
      isFirst = false
    }
    var size = min(mostDays, max(1, Batches.mostBytes / largest))
    let last = left.prefix(size).last?.day
    size += left.dropFirst(size).prefix { $0.day == last }.count
    let batch = left.prefix(size)
    left = left.dropFirst(size)
    return Array(batch)
  }

  /// Whether no list has been seen yet.
  private var isFirst = true
}
