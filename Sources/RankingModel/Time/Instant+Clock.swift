extension Instant {
  /// Whether a right clock may say this: from 1970 on, and so early that a day or two later still has a year of four
  /// digits, without which an instant cannot be written.
  public var isPlausible: Bool { self >= .init(microseconds: 0) && self < Instant(startOf: .lastPlausible) }

  /// One day after this. What is later than that is far ahead of this (`isFarAhead`).
  public var limitOfBelief: Instant { advanced(bySeconds: 86_400) }

  /// Whether this lies more than a day ahead of `now`: then a wrong clock said one of the two.
  public func isFarAhead(of now: Instant) -> Bool { self > now.limitOfBelief }

  /// How far ahead of `now` this lies, as `3,653 days ahead of`.
  public func distance(aheadOf now: Instant) -> String {
    counted(Int((microseconds - now.microseconds) / 86_400_000_000), "day") + " ahead of"
  }

  /// Refuses this as what a clock says now.
  ///
  /// - Throws: a `usage` failure where no right clock says so.
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
