/// How often and how soon a transient failure is tried again.
public struct RetryPolicy: Hashable, Sendable {
  /// Attempts in all, the first included; fewer than 1 counts as 1.
  public var attempts = 4
  /// The pause before the second attempt, before jitter. Each later one is twice as long.
  public var base = Duration.milliseconds(500)
  /// The longest pause reached by doubling.
  public var ceiling = Duration.seconds(30)
  /// The longest pause that a server may ask for with `Retry-After`. If it asks for a longer one, the fetch fails at once.
  public var retryAfterCeiling = Duration.seconds(60)

  /// No retries: every failure is final.
  public static let never = RetryPolicy(attempts: 1)

  /// The pause after attempt number `attempt` (from 1) has failed. It lies between half of the full pause and the full pause,
  /// which is the base, doubled after each attempt up to the ceiling.
  ///
  /// - Parameter random: a number from 0 up to 1 that picks the place in that range.
  public func pause(afterAttempt attempt: Int, random: Double) -> Duration {
    var full = min(base, ceiling)
    for _ in 1..<max(1, attempt) where full < ceiling { full = min(full * 2, ceiling) }
    return full / 2 + full / 2 * min(1, max(0, random))
  }

  /// The pause after attempt number `attempt` has failed and the server has asked for a pause of `asked`: the longer of the two.
  /// `nil` if the server asks for more than `retryAfterCeiling`: then there is no further attempt.
  public func pause(afterAttempt attempt: Int, asked: Duration?, random: Double) -> Duration? {
    let asked = asked ?? .zero
    return asked > retryAfterCeiling ? nil : max(asked, pause(afterAttempt: attempt, random: random))
  }
}

extension RetryPolicy {
  /// The given number of attempts, by default four, with pauses of at most 0.5, 1 and 2 seconds and so on.
  public init(attempts: Int = 4) { self.attempts = attempts }
}
