public import HTTPFetch
public import Logging
public import RankingModel

/// What a run needs from outside: the network, the environment, the clock, and where to tell what it does.
public struct RunDependencies: Sendable {
  /// Gets bytes.
  public var fetcher: any Fetching
  /// The environment variables, among them the key.
  public var environment: [String: String]
  /// What time it is.
  public var clock: @Sendable () -> Instant
  /// How much time has gone by since some moment. It is for measuring only: it goes on steadily, whoever sets the clock.
  public var uptime: @Sendable () -> Duration
  /// Waits before another attempt.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// A number from 0 up to 1 that spreads attempts in time.
  public var random: @Sendable () -> Double
  /// Where progress is told to whoever debugs it.
  public var logger: Logger
  /// Told of the beginning and the end of each run, in the order of the runs' moments; `nil` where nobody wants to know. It must
  /// not take long: the run waits.
  public var onMoment: (@Sendable (RunMoment) -> Void)?

  /// Dependencies with the usual measure of time, sleep and randomness.
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
