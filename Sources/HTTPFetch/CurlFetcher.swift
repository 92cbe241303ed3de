import Glibc
public import Logging
import Synchronization

/// Gets web addresses through libcurl and files directly.
///
/// All transfers of one fetcher share one thread, one pool of connections and one cache of host names. With `https`, requests to
/// one host share one connection where the server speaks HTTP/2. The first web request loads libcurl and starts the thread, so a
/// fetcher that is never used costs nothing. The thread ends with the fetcher.
///
///     let fetcher = CurlFetcher(maximumConnections: 8, version: "1.0")
///     let response = try await fetcher.fetch(FetchRequest(url: "https://example.org/list.json"))
public final class CurlFetcher: Fetching {
  private let maximumConnections: Int
  private let userAgent: String
  private let sleep: @Sendable (Duration) async throws -> Void
  private let random: @Sendable () -> Double
  private let now: @Sendable () -> Int64
  private let uptime: @Sendable () -> Duration
  private let logger: Logger
  private let loop = Mutex<TransferLoop?>(nil)

  /// A fetcher; nothing is loaded or started yet.
  ///
  /// - Parameters:
  ///   - maximumConnections: the most transfers in flight at a time; the others wait for their turn.
  ///   - version: goes into the `User-Agent`, as `marquee/1.0`.
  ///   - sleep: waits between attempts; throws when the task is cancelled.
  ///   - random: a number from 0 up to 1, for the jitter of those waits.
  ///   - now: the time in seconds since 1970, to which a `Retry-After` date is compared; nil is the system's clock.
  ///   - uptime: the time since some fixed moment, by which requests are timed; nil is the system's clock.
  ///   - logger: receives each request and each retry at level debug, without secrets.
  public init(
    maximumConnections: Int = 8, version: String = "0",
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
    now: (@Sendable () -> Int64)? = nil, uptime: (@Sendable () -> Duration)? = nil,
    logger: Logger = Logger(label: "marquee.fetch")
  ) {
    self.maximumConnections = maximumConnections
    userAgent = "marquee/\(version)"
    self.sleep = sleep
    self.random = random
    self.now = now ?? { Int64(time(nil)) }
    let start = ContinuousClock.now
    self.uptime = uptime ?? { start.duration(to: .now) }
    self.logger = logger
  }

  /// Loads libcurl in the background, so that the first web request need not wait for it.
  ///
  /// - Returns: the task that loads libcurl. The process must not end before the task does: it would crash if libraries were
  ///   unloaded while they are being loaded.
  public static func prepare() -> Task<Void, Never> { Task.detached { _ = CurlLibrary.shared } }

  deinit {
    loop.withLock { $0?.stop() }
  }

  /// See `Fetching`. A file is read at once, on the calling thread, and counts as one attempt.
  public func fetch(_ request: FetchRequest) async throws(FetchError) -> FetchResponse {
    let redactor = request.redactor
    let scheme = WebAddress.scheme(of: request.url)
    let attempt: Attempt
    let address: WebAddress
    do throws(FetchError.Cause) {
      switch scheme {
      case "file": return try readFile(request, redactor)
      case "http", "https":
        attempt = try makeAttempt(request, redactor)
        address = try attempt.firstAddress()
      case let scheme?: throw .schemeRefused(redactor.redact(scheme))
      case nil: throw .badURL("it has no scheme")
      }
    } catch {
      throw FetchError(
        operation: scheme == "file" ? .read : .fetch, subject: redactor.redactAddress(request.url),
        cause: error, attempts: scheme == "file" ? 1 : 0)
    }
    return try await repeating(attempt, from: address)
  }

  private func readFile(
    _ request: FetchRequest, _ redactor: Redactor
  ) throws(FetchError.Cause) -> FetchResponse {
    if Task.isCancelled { throw .cancelled }
    let start = uptime()
    let path = try FileReader.path(of: request.url)
    let body = try FileReader.contents(of: path, maximumBytes: request.limits.maximumBytes)
    logger.debug(
      "file read",
      metadata: [
        "url": .string(redactor.redactAddress(request.url)), "bytes": .stringConvertible(body.count),
        "duration": .stringConvertible(uptime() - start),
      ])
    return FetchResponse(body: body, effectiveURL: redactor.redact(request.url))
  }

  private func makeAttempt(
    _ request: FetchRequest, _ redactor: Redactor
  ) throws(FetchError.Cause) -> Attempt {
    let library = try CurlLibrary.shared.get()
    let loop = try loop.withLock { (loop) throws(FetchError.Cause) in
      if let loop { return loop }
      let started = try TransferLoop(library: library, maximumInFlight: maximumConnections)
      loop = started
      return started
    }
    return Attempt(
      request: request, redactor: redactor, userAgent: userAgent, curl: library, loop: loop, now: now)
  }

  /// Repeats the request of `first` until an attempt succeeds, and returns the response.
  private func repeating(
    _ first: Attempt, from address: WebAddress
  ) async throws(FetchError) -> FetchResponse {
    var number = 1
    while true {
      var attempt = first
      let start = uptime()
      do throws(FetchError.Cause) {
        let response = try await attempt.run(from: address)
        logger.debug(
          "request answered",
          metadata: [
            "url": .string(first.redactor.redactAddress(first.request.url)),
            "status": .stringConvertible(response.status), "bytes": .stringConvertible(response.body.count),
            "attempt": .stringConvertible(number), "duration": .stringConvertible(uptime() - start),
          ])
        return response
      } catch {
        let subject = first.redactor.redactAddress(first.request.url)
        let failure = FetchError(
          subject: subject, cause: error, attempts: number, retryAfter: attempt.retryAfter,
          isBehindRedirect: attempt.isBehindRedirect)
        logger.debug(
          "request failed",
          metadata: [
            "url": .string(subject), "error": .stringConvertible(failure),
            "attempt": .stringConvertible(number), "duration": .stringConvertible(uptime() - start),
          ])
        try await waitToRetry(failure, first.request.retry)
        number += 1
      }
    }
  }

  /// Waits until the next attempt is due. Throws if there is to be none.
  private func waitToRetry(_ failure: FetchError, _ policy: RetryPolicy) async throws(FetchError) {
    var failure = failure
    guard failure.isTransient, failure.attempts < policy.attempts else { throw failure }
    let pause = policy.pause(afterAttempt: failure.attempts, asked: failure.retryAfter, random: random())
    guard let pause else {
      if case .status(let status) = failure.cause { failure.cause = .retryAfterTooLong(status: status) }
      throw failure
    }
    logger.debug(
      "trying again",
      metadata: [
        "url": .string(failure.subject), "attempt": .stringConvertible(failure.attempts + 1),
        "pause": .stringConvertible(pause),
      ])
    do { try await sleep(pause) } catch {
      failure.cause = .cancelled
      throw failure
    }
  }
}
