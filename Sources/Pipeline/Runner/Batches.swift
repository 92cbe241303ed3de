import RankingModel

/// Cuts days into batches that are stored together. A batch has enough days that the storage medium commits them nearly as fast
/// as one day, and few enough bytes that memory use stays flat.
struct Batches: Sendable {
  /// The most days that are stored together.
  static let mostDays = 32
  /// The most bytes of lists in a batch, estimated from the largest list so far.
  static let mostBytes = 8 << 20

  private var left: ArraySlice<DayRequest>
  private let mostDays: Int
  private var largest = mostBytes / 4

  /// Cuts `requests` into batches of up to `mostDays`. Requests for one day stay together.
  init(_ requests: [DayRequest], mostDays: Int) {
    (left, self.mostDays) = (requests[...], mostDays)
  }

  /// The next batch, sized by the lists of the batch `last`; empty if all days are done.
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
