public import HTTPFetch
public import Logging
public import RankingModel

/// What a run needs from outside: the network, the environment, the clock, and receivers of its progress.
public struct RunDependencies: Sendable {
  /// Fetches bytes.
  public var fetcher: any Fetching
  /// The environment variables, including the keys.
  public var environment: [String: String]
  /// The current time.
  public var clock: @Sendable () -> Instant
  /// The time that has passed since some moment. It is for measuring only: setting the clock does not change it.
  public var uptime: @Sendable () -> Duration
  /// Waits before another attempt.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// A number from 0 up to 1 that spreads attempts in time.
  public var random: @Sendable () -> Double
  /// The log for debugging.
  public var logger: Logger
  /// Called at the beginning and at the end of each run, in the order of these moments; `nil` if there is no receiver. It must
  /// return quickly, because the run waits for it.
  public var onMoment: (@Sendable (RunMoment) -> Void)?

  /// Dependencies with the usual uptime, sleep and randomness.
  public init(
    fetcher: any Fetching, environment: [String: String], clock: @escaping @Sendable () -> Instant,
    logger: Logger
  ) {
    (self.fetcher, self.environment, self.clock) = (fetcher, environment, clock)
    let start = ContinuousClock.now
    self.uptime = { start.duration(to: .now) }
    self.sleep = { try await Task.sleep(for: $0) }
    self.random = { Double.random(in: 0..<1) }
    self.logger = logger
  }
}
