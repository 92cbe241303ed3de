import RankingModel
import Storage

extension CommandContext {
  /// Refuses a clock that no command can use: an impossible time, or a `MARQUEE_NOW` that is not an instant or is more than a day
  /// ahead of this machine's clock. So nothing is recorded in the future.
  ///
  /// - Throws: a `usage` failure.
  func checkClock() throws(Failure) {
    if let text = environment["MARQUEE_NOW"], !text.isEmpty {
      let hint = "write MARQUEE_NOW as 2026-05-07T12:00:00Z, or take it out of the environment"
      guard let now = Instant(text) else {
        throw Failure(.usage, "MARQUEE_NOW is not a valid instant: \(text)", remedy: .words(hint))
      }
      guard !now.isFarAhead(of: .now) else {
        throw Failure(
          .usage,
          "MARQUEE_NOW says \(now), \(now.distance(aheadOf: .now)) this machine's clock, which says \(Instant.now)",
          remedy: .words("days to come cannot be tried out: \(hint)"))
      }
    }
    try clock().checkAsNow()
  }
}
