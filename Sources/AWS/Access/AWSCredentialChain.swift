public import HTTPFetch
public import RankingModel
public import Storage

/// Finds the credentials to sign with in the places that AWS's own programs search, in the same order:
/// 1. the environment,
/// 2. the profile in the shared credentials and config files,
/// 3. the endpoint of a container's role,
/// 4. the endpoint of a machine's role (IMDSv2).
///
/// Temporary credentials are renewed before they expire. Callers that ask during a search wait for its result.
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

  /// Searches the places that `environment` names.
  ///
  /// - Parameter fetcher: sends requests to the endpoints of roles.
  public init(
    environment: [String: String], fetcher: any Fetching, now: @escaping @Sendable () -> Instant = { .now }
  ) {
    self.init(now: now, find: CredentialPlaces(environment: environment, fetcher: fetcher).find)
  }

  /// Always provides these credentials.
  public init(_ credentials: AWSCredentials) { self.init { credentials } }

  /// Credentials that are valid now.
  ///
  /// - Throws: a `usage` failure where there are none, or they cannot be obtained.
  public func credentials() async throws(Failure) -> AWSCredentials {
    if let known, isFresh(known) { return known }
    let search = search ?? Task { [find] in await AWSCredentialChain.result(of: find) }
    self.search = search
    let result = await search.value
    if self.search == search { (self.search, searchedAt) = (nil, now()) }
    switch result {
    case .success(let found): known = found
    // The known credentials may outlast a time in which the endpoint does not answer.
    case .failure(let failure):
      guard let known, known.expiresAt.map({ $0 > now() }) ?? true else { throw failure }
    }
    guard let known else { throw AWSCredentialChain.nothing }
    return known
  }

  /// Makes the next call search again, because the service says that these credentials have expired.
  public func forget(_ ended: AWSCredentials) {
    if known == ended { known = nil }
  }

  /// Whether credentials need not be renewed yet: they are valid for at least five more minutes. Credentials that expire sooner
  /// are kept for 30 seconds after a search that found no better ones.
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
