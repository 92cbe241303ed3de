extension Instant {
  /// Whether a correct clock can show this: not before 1970, and so early that a day or two later the year still has four digits,
  /// as the text of an instant requires.
  public var isPlausible: Bool { self >= .init(microseconds: 0) && self < Instant(startOf: .lastPlausible) }

  /// One day after this. Any later instant is far ahead of this (`isFarAhead`).
  public var limitOfBelief: Instant { advanced(bySeconds: 86_400) }

  /// Whether this is more than a day ahead of `now`. If so, a wrong clock gave one of the two.
  public func isFarAhead(of now: Instant) -> Bool { self > now.limitOfBelief }

  /// How far this is ahead of `now`, such as `3653 days ahead of`.
  public func distance(aheadOf now: Instant) -> String {
    counted(Int((microseconds - now.microseconds) / 86_400_000_000), "day") + " ahead of"
  }

  /// Refuses this as the current time of a clock.
  ///
  /// - Throws: a `usage` failure where no correct clock can show it.
  public func checkAsNow() throws(Failure) {
    guard !isPlausible else { return }
    throw Failure(
      .usage, "the clock says \(self), which cannot be", remedy: .words("set this machine's clock right"))
  }
}

extension Day {
  /// 9999-01-01.
  fileprivate static let lastPlausible = Day(number: 2_932_532)
}
