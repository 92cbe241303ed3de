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
  private let find: @Sendable () async throws(Failure) -> AWSCredentials?
  private let now: @Sendable () -> Instant
  private var known: AWSCredentials?
  private var searchedAt: Instant?
  private var search: Task<Result<AWSCredentials, Failure>, Never>?

  init(
    now: @escaping @Sendable () -> Instant = { .now },
    find: @escaping @Sendable () async throws(Failure) -> AWSCredentials?
  ) {
    (self.find, self.now) = (find, now)
  }

  /// Looks where `environment` leads.
  ///
  /// - Parameter fetcher: asks the endpoints of roles.
  public init(
    environment: [String: String], fetcher: any Fetching, now: @escaping @Sendable () -> Instant = { .now }
  ) {
    self.init(now: now, find: CredentialPlaces(environment: environment, fetcher: fetcher).find)
  }

  /// These credentials and no others.
  public init(_ credentials: AWSCredentials) { self.init { credentials } }

  /// Credentials that are valid now.
  ///
  /// - Throws: a `usage` failure where there are none, or they cannot be had.
  public func credentials() async throws(Failure) -> AWSCredentials {
    if let known, isFresh(known) { return known }
    let search = search ?? Task { [find] in await AWSCredentialChain.result(of: find) }
    self.search = search
    let result = await search.value
    if self.search == search { (self.search, searchedAt) = (nil, now()) }
    switch result {
    case .success(let found): known = found
    // What is known may outlast an endpoint that does not answer for a while.
    case .failure(let failure):
      guard let known, known.expiresAt.map({ $0 > now() }) ?? true else { throw failure }
    }
    guard let known else { throw AWSCredentialChain.nothing }
    return known
  }

  /// Has the next call look again: the service says that these have ended.
  public func forget(_ ended: AWSCredentials) {
    if known == ended { known = nil }
  }

  /// Whether credentials need not be renewed: they end in five minutes or later, or the endpoint was asked just now and had none
  /// that do.
  private func isFresh(_ credentials: AWSCredentials) -> Bool {
    guard let end = credentials.expiresAt else { return true }
    let now = now()
    return end > now.advanced(bySeconds: 300)
      || end > now && (searchedAt.map { now < $0.advanced(bySeconds: 30) } ?? false)
  }

  private static func result(
    of find: () async throws(Failure) -> AWSCredentials?
  ) async -> Result<AWSCredentials, Failure> {
    do throws(Failure) { return try await find().map { .success($0) } ?? .failure(nothing) } catch {
      return .failure(error)
    }
  }

  private static let nothing = Failure(
    .usage, "there are no AWS credentials",
    remedy: .words(
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of the shared files in AWS_PROFILE")
  )
}
