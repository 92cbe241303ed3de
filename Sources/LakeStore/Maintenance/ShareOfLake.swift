public import RankingModel

/// How much of what a lake has a command would remove or forget.
public struct ShareOfLake: Sendable, Hashable {
  /// How many go.
  public var count: Int
  /// How many there are.
  public var total: Int
  /// What they are, such as `objects`.
  public var noun: String

  /// How many may always go: in a small lake even a few are a large share.
  private static let fewest = 10

  /// `count` of `total`.
  public init(count: Int, of total: Int, noun: String) {
    (self.count, self.total, self.noun) = (count, total, noun)
  }

  /// Refuses to let more than `share` of all go, from 0 to 1: so much at once is more likely a mistake than intended.
  ///
  /// - Throws: a `usage` failure.
  public func require(atMost share: Double) throws(Failure) {
    guard count > ShareOfLake.fewest, Double(count) > share * Double(total) else { return }
    throw Failure(
      .usage,
      "\(count) of \(total) \(noun) would go, and no more than \(Int((share * 100).rounded()))% may at once",
      remedy: .approvePlan)
  }
}
