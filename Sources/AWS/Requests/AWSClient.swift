public import HTTPFetch
public import RankingModel
public import Storage

/// Signs requests and sends them, again where that may help.
public struct AWSClient: Sendable {
  /// Where the services are and as whom they are asked.
  public let access: AWSAccess
  let fetcher: any Fetching
  let retry: RetryPolicy
  let now: @Sendable () -> Instant
  let sleep: @Sendable (Duration) async throws -> Void
  let random: @Sendable () -> Double

  /// A client that sends through `fetcher`, which should allow as many transfers at a time as there are requests in flight.
  public init(
    _ access: AWSAccess, fetcher: any Fetching, retry: RetryPolicy = AWSClient.usualRetry,
    now: @escaping @Sendable () -> Instant = { .now },
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    (self.access, self.fetcher, self.retry) = (access, fetcher, retry)
    (self.now, self.sleep, self.random) = (now, sleep, random)
  }

  /// Eight attempts within about 13 seconds.
  public static let usualRetry: RetryPolicy = {
    var retry = RetryPolicy(attempts: 8)
    retry.base = .milliseconds(100)
    return retry
  }()

  /// Sends `request`, signed anew for each attempt.
  ///
  /// - Returns: a success, or an answer with one of the request's accepted statuses.
  /// - Throws: `usage` where there are no credentials, `storage` for everything else. The failure's facts have the `status` and
  ///   the `code` that the service gave. It holds no secret.
  public func send(_ request: AWSRequest) async throws(Failure) -> AWSResponse {
    throw Failure(.program, "not built")
  }
}
