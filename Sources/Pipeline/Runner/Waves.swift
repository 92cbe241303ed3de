import RankingModel

/// Cuts days into waves that are stored together: enough days that the medium commits them nearly as fast as one,
/// few enough bytes that memory stays flat.
struct Waves: Sendable {
  /// Days stored together at most.
  static let mostDays = 32
  /// Bytes of lists that a wave is to hold at most, going by the largest list so far.
  static let mostBytes = 8 << 20

  private var left: ArraySlice<Day>
  private let isBatched: Bool
  private var largest = mostBytes / 4

  /// `days` in waves, or one by one.
  init(_ days: [Day], isBatched: Bool) {
    self.left = days[...]
    self.isBatched = isBatched
  }

  /// The next wave, cut by what `last` has shown of the size of lists; empty when all days are done.
  mutating func next(after last: [DayWork]) -> [Day] {
    if let seen = last.map(\.list.count).max(), seen > 0 {
      largest = isFirst ? seen : max(largest, seen)
      isFirst = false
    }
    let size = isBatched ? min(Waves.mostDays, max(1, Waves.mostBytes / largest)) : 1
    let wave = left.prefix(size)
    left = left.dropFirst(size)
    return Array(wave)
  }

  /// Whether no list has been seen yet.
  private var isFirst = true
}
