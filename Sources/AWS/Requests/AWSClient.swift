public import HTTPFetch
import JSON
public import RankingModel
public import Storage

/// Signs requests and sends them. Sends them again where that may help.
public struct AWSClient: Sendable {
  /// The addresses of the services, and the credentials for them.
  public let access: AWSAccess
  let fetcher: any Fetching
  let retry: RetryPolicy
  let now: @Sendable () -> Instant
  let sleep: @Sendable (Duration) async throws -> Void
  let random: @Sendable () -> Double

  /// A client that sends through `fetcher`, which should allow as many transfers at a time as there are requests under way.
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

  /// Sends `request`. Each attempt has its own signature.
  ///
  /// - Returns: a success, or an answer with one of the request's accepted statuses.
  /// - Throws: `usage` where there are no credentials, `interrupted` where the task was cancelled, `storage` otherwise. The facts
  ///   of the failure are the `status` and the `code` of the service's answer. They contain no secret.
  public func send(_ request: AWSRequest) async throws(Failure) -> AWSResponse {
    let endpoint = try access.endpoint(for: request)
    var hasLostAnswer = false
    var hasRenewed = false
    var attempt = 1
    while true {
      let credentials = try await access.credentials.credentials()
      let outcome = await outcome(of: request, to: endpoint, signedWith: credentials)
      switch outcome {
      case .answer(var response):
        response.followsLostAnswer = hasLostAnswer
        return response
      case .ended where !hasRenewed:
        hasRenewed = true
        await access.credentials.forget(credentials)
      case .refused(let problem), .ended(let problem): throw problem.failure(request, endpoint, attempt)
      case .passing(let problem):
        hasLostAnswer = hasLostAnswer || problem.isOpen
        guard attempt < retry.attempts else { throw problem.failure(request, endpoint, attempt) }
        let pause = retry.pause(afterAttempt: attempt, asked: problem.retryAfter, random: random())
        guard let pause else { throw problem.failure(request, endpoint, attempt) }
        do { try await sleep(pause) } catch { throw problem.failure(request, endpoint, attempt) }
        attempt += 1
      }
    }
  }

  private enum Outcome {
    case answer(AWSResponse)
    /// The same request may succeed later.
    case passing(ServiceProblem)
    /// The credentials have expired.
    case ended(ServiceProblem)
    case refused(ServiceProblem)
  }

  private func outcome(
    of request: AWSRequest, to endpoint: Endpoint, signedWith credentials: AWSCredentials
  ) async -> Outcome {
    let response: FetchResponse
    do throws(FetchError) {
      response = try await fetcher.fetch(signed(request, to: endpoint, with: credentials))
    } catch {
      let problem = ServiceProblem(error)
      return error.isTransient ? .passing(problem) : .refused(problem)
    }
    if response.status < 300 || request.accepted.contains(response.status) {
      return .answer(
        AWSResponse(
          status: response.status, headers: response.headers, body: response.body, followsLostAnswer: false))
    }
    let problem = ServiceProblem(response, secrets: credentials.secrets, now: now())
    if problem.meansEndedCredentials { return .ended(problem) }
    return problem.isPassing ? .passing(problem) : .refused(problem)
  }

  private func signed(
    _ request: AWSRequest, to endpoint: Endpoint, with credentials: AWSCredentials
  ) -> FetchRequest {
    let now = now()
    let signature = SignatureVersion4(
      credentials: credentials, region: access.region, service: request.service)
    var message = SignatureVersion4.Message(
      method: request.method, path: endpoint.path + SignatureVersion4.encoded(path: request.path),
      query: SignatureVersion4.encoded(query: request.query), headers: request.headers,
      bodyHash: request.bodyHash ?? ObjectID(of: request.body ?? []).description)
    message.headers += [
      HeaderField("Host", endpoint.host), HeaderField("X-Amz-Content-Sha256", message.bodyHash),
      HeaderField("X-Amz-Date", SignatureVersion4.time(now)),
    ]
    if let token = credentials.sessionToken {
      message.headers.append(HeaderField("X-Amz-Security-Token", token))
    }
    let query = message.query.isEmpty ? "" : "?\(message.query)"
    var fetch = FetchRequest(url: "\(endpoint.scheme)://\(endpoint.host)\(message.path)\(query)")
    fetch.method = request.method
    fetch.body = request.body
    fetch.headers =
      message.headers + [HeaderField("Authorization", signature.authorization(of: message, at: now))]
    // Nothing arrives while a body is sent, so a large body gets more time: a second for every 128 KiB.
    let seconds = (request.body?.count ?? 0) >> 17
    fetch.limits.stallTimeout = .seconds(30 + seconds)
    fetch.limits.totalTimeout = .seconds(600 + seconds)
    fetch.limits.maximumBytes = request.maximumBytes
    fetch.limits.bytesSentPerSecond = request.bytesPerSecond
    fetch.retry = .never
    fetch.acceptedStatuses = AWSClient.allStatuses
    fetch.keepsPath = true
    return fetch
  }

  /// The body of an error tells more than its status. Redirects are not followed, because the signature would not hold for them.
  private static let allStatuses = Set([206] + Array(300..<600))
}
