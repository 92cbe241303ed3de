public import HTTPFetch
public import RankingModel
public import Storage

/// Finds the credentials to sign with where AWS's own programs look for them, in their order:
/// 1. the environment,
/// 2. the profile in the shared credentials and config files,
/// 3. the endpoint of a container's role,
/// 4. the endpoint of a machine's role (IMDSv2).
///
/// Temporary ones are renewed before they end. Whoever asks while they are being looked for waits for the same answer.
public actor AWSCredentialChain {
  /// Gives credentials; `nil` where this place has none.
  typealias Source = @Sendable () async throws(Failure) -> AWSCredentials?

  private let sources: [Source]
  private let now: @Sendable () -> Instant
  private var known: AWSCredentials?
  private var search: Task<Result<AWSCredentials, Failure>, Never>?

  init(sources: [Source], now: @escaping @Sendable () -> Instant) {
    (self.sources, self.now) = (sources, now)
  }

  /// Looks where `environment` leads.
  ///
  /// - Parameter fetcher: asks the endpoints of roles.
  public init(
    environment: [String: String], fetcher: any Fetching, now: @escaping @Sendable () -> Instant = { .now }
  ) {
    self.init(sources: [], now: now)
  }

  /// These credentials and no others.
  public init(_ credentials: AWSCredentials) { self.init(sources: [{ credentials }], now: { .now }) }

  /// Credentials that are valid now.
  ///
  /// - Throws: a `usage` failure where there are none, or they cannot be had.
  public func credentials() async throws(Failure) -> AWSCredentials {
    throw Failure(.program, "not built")
  }

  /// Has the next call look again: the service says that these have ended.
  public func forget(_ ended: AWSCredentials) {
    if known == ended { known = nil }
  }
}
