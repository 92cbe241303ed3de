import RankingModel

/// Cuts days into batches that are stored together: enough days that the medium commits them nearly as fast as one,
/// few enough bytes that memory stays flat.
struct Batches: Sendable {
  /// Days stored together at most.
  static let mostDays = 32
  /// Bytes of lists that a batch is to hold at most, going by the largest list so far.
  static let mostBytes = 8 << 20

  private var left: ArraySlice<Day>
  private let isBatched: Bool
  private var largest = mostBytes / 4

  /// `days` in batches, or one by one.
  init(_ days: [Day], isBatched: Bool) {
    self.left = days[...]
    self.isBatched = isBatched
  }

  /// The next batch, cut by what `last` has shown of the size of lists; empty when all days are done.
  mutating func next(after last: [DayRun]) -> [Day] {
    if let seen = last.map(\.list.count).max(), seen > 0 {
      largest = isFirst ? seen : max(largest, seen)
      isFirst = false
    }
    let size = isBatched ? min(Batches.mostDays, max(1, Batches.mostBytes / largest)) : 1
    let batch = left.prefix(size)
    left = left.dropFirst(size)
    return Array(batch)
  }

  /// Whether no list has been seen yet.
  private var isFirst = true
}
