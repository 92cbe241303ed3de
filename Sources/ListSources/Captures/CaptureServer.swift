import Gzip
import HTTPFetch
import JSON
import Jobs
import RankingModel
import Synchronization

/// A server that has captures of a list. Sends requests within the limits of the job, and interprets the answers.
final class CaptureServer: Sendable {
  /// The name of the archive in messages.
  let name: String
  let definition: JobDefinition
  let lists: ListExtractor
  let clock: @Sendable () -> Instant
  let sleep: @Sendable (Duration) async throws -> Void
  /// The time that may still be spent on waits that the server asks for.
  private let patience = Mutex(Duration.seconds(300))

  /// The server of `archive`.
  init(
    _ archive: Archive, _ definition: JobDefinition, _ fetcher: any Fetching, _ environment: [String: String],
    clock: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    (self.name, self.definition, self.clock, self.sleep) = (archive.name, definition, clock, sleep)
    lists = ListExtractor(
      extraction: definition.extract, folder: definition.folder, fetcher: fetcher, environment: environment)
  }

  /// A failure of the archive as a whole.
  func failure(_ reason: String, remedy: Remedy = .tryAgain) -> Failure {
    Failure(.source, "\(name): \(reason)", remedy: remedy)
  }

  // MARK: Limits of the server

  /// The response of `send` to `request`. If the server asks for a short wait, the request is sent again after the wait.
  ///
  /// - Throws: a `Failure` where the wait is long, or where the waits for this server have taken five minutes in total.
  func patiently(
    _ request: FetchRequest, _ send: (FetchRequest) async throws -> FetchResponse
  ) async throws -> FetchResponse {
    while true {
      let response = try await send(request)
      guard let pause = pause(askedBy: response) else { return response }
      let mayWait = patience.withLock { left in
        if pause > left { return false }
        left -= pause
        return true
      }
      guard mayWait else {
        let end = clock().advanced(bySeconds: Double(pause.components.seconds)).secondsText
        throw failure(
          "the server answers no more requests until \(end)", remedy: .words("try again after \(end)"))
      }
      try await sleep(pause)
    }
  }

  /// The wait that the server asks for, from a second to a year; `nil` where it asks for none.
  private func pause(askedBy response: FetchResponse) -> Duration? {
    guard response.status == 403 || response.status == 429 else { return nil }
    let seconds: Int64
    if let wait = response.headers.retryAfter(now: clock().seconds) {
      seconds = wait.components.seconds
    } else if response.header("X-RateLimit-Remaining") == "0",
      let reset = response.header("X-RateLimit-Reset").flatMap({ Int64($0) })
    {
      seconds = min(max(reset, 0), 1 << 40) - clock().seconds + 1
    } else {
      guard response.status == 429 || words(of: response).lowercased().contains("rate limit") else {
        return nil
      }
      seconds = 60
    }
    return .seconds(min(max(seconds, 1), 366 * 86_400))
  }

  /// The server's text in the `message` of an error.
  func words(of response: FetchResponse, secrets: [String] = []) -> String {
    let message = (try? document(of: response))?["message"]?.string ?? "no reason given"
    return SafeText.start(of: Redactor(secrets: secrets).redact(message), limit: 200)
  }

  // MARK: Listings

  /// The answer to a request that is not about one capture.
  func answer(to request: FetchRequest) async throws -> FetchResponse {
    var request = request
    request.limits.maximumBytes = CaptureServer.mostBytes
    do throws(FetchError) { return try await lists.fetcher.fetch(request) } catch {
      if error.cause == .cancelled { throw CancellationError() }
      throw failure(error.description)
    }
  }

  /// The rows of all pages of the listing whose first page is at `first`.
  ///
  /// - Parameters:
  ///   - ask: gets the page at an address.
  ///   - read: finds the rows of a page and the address of the next one in its answer and its document.
  func rows<Row>(
    from first: String, ask: (String) async throws -> FetchResponse,
    read: (FetchResponse, JSONValue, _ url: String) throws -> (rows: [Row], next: String?)
  ) async throws -> [Row] {
    var (rows, asked): ([Row], Set<String>) = ([], [])
    var next: String? = first
    while let url = next {
      guard asked.insert(url).inserted else {
        throw failure("its listing links back to an earlier page")
      }
      guard asked.count <= CaptureServer.mostPages, rows.count <= CaptureServer.mostRows else {
        throw failure(
          "its listing has more than \(CaptureServer.mostPages) pages or \(CaptureServer.mostRows) captures",
          remedy: .words("ask for fewer days"))
      }
      let response = try await ask(url)
      let page = try read(response, try document(of: response), url)
      rows += page.rows
      next = page.next
    }
    return rows
  }

  private static let mostBytes = 16 << 20
  private static let mostPages = 500
  private static let mostRows = 200_000

  /// The JSON document of a page.
  private func document(of response: FetchResponse) throws(Failure) -> JSONValue {
    var body = response.body
    if Gzip.isGzip(body) {
      do throws(GzipError) { body = try Gzip.decompress(body, limit: CaptureServer.mostBytes) } catch {
        throw failure("its listing cannot be unpacked: \(error)")
      }
    }
    guard !WebPage.isLikely(body) else { throw failure("its listing looks like an HTML page, not like JSON") }
    do throws(JSONError) { return try JSONReader.read(body, limits: JSONLimits(values: 1_000_000)) } catch {
      throw failure("its listing is not JSON: \(error.description)")
    }
  }

  // MARK: Captures

  /// The captures among `states` that are about the days from `first` to `last`, in the order of their instants; of one
  /// instant, in the order of `states`.
  func captures(_ states: [(id: String, at: Instant)], from first: Day?, to last: Day?) -> [Capture] {
    // Sorting is stable.
    states.sorted { $0.at < $1.at }
      .map { Capture(day: definition.currentDay(at: $0.at), at: $0.at, id: $0.id) }
      .filter { $0.day.isWithin(first, last) }
  }

  /// The first and the last day, in UTC, on which captures of the days from `first` to `last` can have been made.
  func span(from first: Day?, to last: Day?) -> (first: Day?, last: Day?) {
    // Time zones are at most a day apart from UTC.
    let start = first.map { max($0.advanced(by: -1), Instant.earliestOfLists.day) }
    let end = last.map { definition.cadence.lastDay(ofListOf: $0).advanced(by: 1) }
    return (start, end.map { min($0, clock().limitOfBelief.day) })
  }

  /// `response`, which has the list of a capture, with its body unpacked and in the form in which it is stored.
  func stored(_ response: FetchResponse, _ secrets: [String]) throws(ExtractionProblem) -> FetchResponse {
    var response = response
    response.body = try lists.withoutSecrets(try lists.unpacked(response.body), secrets)
    guard !WebPage.isLikely(response.body) else {
      throw ExtractionProblem(
        state: .failed,
        reason: "the source returned an HTML page instead of the list: \(response.effectiveURL)")
    }
    response.body = lists.asPages(response.body, from: response.effectiveURL)
    return response
  }
}
