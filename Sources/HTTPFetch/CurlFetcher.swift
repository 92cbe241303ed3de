import Glibc
public import Logging
import Synchronization

/// Gets web addresses through libcurl and files directly.
///
/// All transfers of one fetcher share one thread, one pool of connections and one memory of host names; with
/// `https`, requests to one host share one connection where the server speaks HTTP/2. libcurl is loaded and
/// the thread started by the first web request, so a fetcher that is never asked costs nothing. The thread
/// ends with the fetcher.
///
///     let fetcher = CurlFetcher(maximumConnections: 8, version: "1.0")
///     let response = try await fetcher.fetch(FetchRequest(url: "https://example.org/list.json"))
public final class CurlFetcher: Fetching {
  private let maximumConnections: Int
  private let userAgent: String
  private let sleep: @Sendable (Duration) async throws -> Void
  private let random: @Sendable () -> Double
  private let now: @Sendable () -> Int64
  private let logger: Logger
  private let loop = Mutex<TransferLoop?>(nil)

  /// A fetcher; nothing is loaded or started yet.
  ///
  /// - Parameters:
  ///   - maximumConnections: how many transfers are in flight at a time; the others wait for their turn.
  ///   - version: goes into the `User-Agent`, as `marquee/1.0`.
  ///   - sleep: waits between attempts; throws when the task is cancelled.
  ///   - random: a number from 0 up to 1, for the jitter of those waits.
  ///   - now: the time in seconds since 1970, to which a `Retry-After` date is compared; nil is the system's
  ///     clock.
  ///   - logger: receives each retry at level debug, without secrets.
  public init(
    maximumConnections: Int = 8, version: String = "0",
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    now: (@Sendable () -> Int64)? = nil,
    logger: Logger = Logger(label: "marquee.fetch")
  ) {
    self.maximumConnections = maximumConnections
    userAgent = "marquee/\(version)"
    self.sleep = sleep
    self.random = random
    self.now = now ?? { Int64(time(nil)) }
    self.logger = logger
  }

  /// Loads libcurl beside whatever else is done, so that the first web request need not wait for it.
  ///
  /// - Returns: the loading. The process must not end before it has: libraries that are being loaded and taken
  ///   down at once crash.
  public static func prepare() -> Task<Void, Never> {
    Task.detached { _ = CurlLibrary.shared }
  }

  deinit {
    loop.withLock { $0?.stop() }
  }

  /// See `Fetching`. A file is read at once, on the calling thread, and counts as one attempt.
  public func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
    let redactor = Redactor(secrets: request.secrets)
    switch WebAddress.scheme(of: request.url) {
    case "file": return try readFile(request, redactor)
    case "http", "https": return try await fetchWeb(request, redactor)
    case let scheme?:
      throw error(AttemptFailure(.schemeRefused(redactor.redact(scheme))), request, redactor, attempts: 0)
    case nil: throw error(AttemptFailure(.badURL("it has no scheme")), request, redactor, attempts: 0)
    }
  }

  private func readFile(_ request: FetchRequest, _ redactor: Redactor) throws(FetchError) -> FetchResponse {
    do throws(AttemptFailure) {
      if Task.isCancelled { throw AttemptFailure(.cancelled) }
      let path = try FileReader.path(of: request.url, folder: request.folder)
      let body = try FileReader.contents(of: path, maximumBytes: request.limits.maximumBytes)
      return FetchResponse(body: body, effectiveURL: redactor.redact(request.url))
    } catch {
      throw self.error(error, request, redactor, operation: .read)
    }
  }

  private func fetchWeb(
    _ request: FetchRequest, _ redactor: Redactor
  ) async throws(FetchError) -> FetchResponse {
    let attempt: Attempt
    let address: WebAddress
    do throws(AttemptFailure) {
      attempt = try makeAttempt(request, redactor)
      address = try attempt.firstAddress()
    } catch {
      throw self.error(error, request, redactor, attempts: 0)
    }
    var number = 1
    while true {
      do throws(AttemptFailure) {
        var response = try await attempt.run(from: address)
        response.attempts = number
        return response
      } catch {
        try await waitToRetry(error, request, redactor, attempt: number)
        number += 1
      }
    }
  }

  private func makeAttempt(
    _ request: FetchRequest, _ redactor: Redactor
  ) throws(AttemptFailure) -> Attempt {
    do throws(CurlUnavailable) {
      let library = try CurlLibrary.shared.get()
      return Attempt(
        request: request, redactor: redactor, userAgent: userAgent, curl: library,
        loop: try startedLoop(library), now: now)
    } catch {
      throw AttemptFailure(.unavailable(error.reason))
    }
  }

  private func startedLoop(_ library: CurlLibrary) throws(CurlUnavailable) -> TransferLoop {
    try loop.withLock { (loop) throws(CurlUnavailable) in
      if let loop { return loop }
      let started = try TransferLoop(library: library, maximumInFlight: maximumConnections)
      loop = started
      return started
    }
  }

  /// Returns when it is time for the next attempt; throws where there is to be none.
  private func waitToRetry(
    _ failure: AttemptFailure, _ request: FetchRequest, _ redactor: Redactor, attempt number: Int
  ) async throws(FetchError) {
    var failure = failure
    guard failure.cause.isTransient, number < request.retry.attempts else {
      throw error(failure, request, redactor, attempts: number)
    }
    if let asked = failure.retryAfter, asked > request.retry.retryAfterCeiling {
      if case .status(let status) = failure.cause { failure.cause = .retryAfterTooLong(status: status) }
      throw error(failure, request, redactor, attempts: number)
    }
    let backoff = request.retry.pause(afterAttempt: number, random: random())
    let pause = max(backoff, failure.retryAfter ?? .zero)
    logger.debug(
      "fetch failed, trying again",
      metadata: [
        "error": "\(error(failure, request, redactor, attempts: number))", "attempt": "\(number)",
        "pause": "\(pause)",
      ])
    do { try await sleep(pause) } catch {
      throw self.error(AttemptFailure(.cancelled), request, redactor, attempts: number)
    }
  }

  private func error(
    _ failure: AttemptFailure, _ request: FetchRequest, _ redactor: Redactor,
    operation: FetchError.Operation = .fetch, attempts: Int = 1
  ) -> FetchError {
    FetchError(
      operation: operation, subject: redactor.redactAddress(request.url), cause: failure.cause,
      attempts: attempts, retryAfter: failure.retryAfter, isBehindRedirect: failure.isBehindRedirect)
  }
}
