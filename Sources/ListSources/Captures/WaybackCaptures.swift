package import HTTPFetch
import JSON
package import Jobs
package import RankingModel
import Synchronization

/// The captures of an address in a web archive. A capture's name is its time stamp, 14 digits in UTC.
///
/// At most one request a second is sent to the archive.
package final class WaybackCaptures: CaptureSource {
  private let archive: Archive.Wayback
  private let url: String
  private let server: CaptureServer
  /// When the next request may be sent.
  private let next = Mutex(Instant(microseconds: 0))

  /// The captures of `archive`.
  ///
  /// - Parameter sleep: waits between requests, and if the archive asks for a short wait.
  package init(
    _ archive: Archive.Wayback, definition: JobDefinition, fetcher: any Fetching,
    clock: @escaping @Sendable () -> Instant, sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.archive = archive
    url = URLTemplate(archive.url).url(folder: "")
    server = CaptureServer(.wayback(archive), definition, fetcher, [:], clock: clock, sleep: sleep)
  }

  package var isLocal: Bool { false }

  package func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    let span = server.span(from: first, to: last)
    var parameters = [
      ("url", url), ("output", "json"), ("fl", "timestamp,original,statuscode,digest"),
      // A capture with unchanged content has no status of its own, so the filter excludes bad statuses instead of requiring 200.
      ("filter", "!statuscode:[1345].."), ("limit", "10000"), ("showResumeKey", "true"),
    ]
    if let day = span.first { parameters.append(("from", WaybackCaptures.digits(of: day) + "000000")) }
    if let day = span.last { parameters.append(("to", WaybackCaptures.digits(of: day) + "235959")) }
    let listing = parameters.reduce("\(archive.server)/cdx/search/cdx") {
      WebLink.setting($1.0, to: $1.1, in: $0)
    }
    let rows = try await server.rows(
      from: listing,
      ask: { url in
        let request = self.request(for: url)
        return try await self.server.patiently(request) {
          try await self.turn()
          return try await self.server.answer(to: $0)
        }
      }, read: { _, document, _ in try self.page(document, of: listing) })
    return withoutRepeats(rows, from: first, to: last)
  }

  package func list(of capture: Capture) async throws -> FetchResponse {
    guard let id = capture.id, WaybackCaptures.instant(id) != nil else {
      throw ExtractionProblem(state: .missing, reason: "\(server.name) names its captures by 14 digits")
    }
    let place = "/web/\(id)id_/"
    let request = request(for: archive.server + place + url)
    let response = try await server.patiently(request) {
      try await self.turn()
      return try await self.server.lists.fetch($0, for: capture.day)
    }
    // An archive redirects to the nearest capture if it has none of the instant.
    guard let end = response.effectiveURL.firstRange(of: place)?.upperBound,
      WaybackCaptures.isSameHost(String(response.effectiveURL[end...]), url)
    else {
      throw ExtractionProblem(
        state: .missing,
        reason: "\(server.name) has lost its capture \(id), and leads to another: \(response.effectiveURL)")
    }
    return try server.stored(response, [])
  }

  // MARK: Listing

  private struct Row {
    var timestamp: String
    var at: Instant
    var digest: String
  }

  /// The rows of a page, and the address of the next page. The first row names the columns. The key of the next page comes after
  /// an empty row.
  private func page(_ document: JSONValue, of listing: String) throws -> (rows: [Row], next: String?) {
    guard var rows = document.array?.map(\.array), !rows.contains(nil) else {
      throw server.failure("its listing is not an array of rows")
    }
    var next: String?
    if rows.count > 1, rows[rows.count - 2]?.isEmpty == true {
      guard let key = rows.last??.first?.string, !key.isEmpty else {
        throw server.failure("its listing leads on without a key")
      }
      next = WebLink.setting("resumeKey", to: key, in: listing)
      rows.removeLast(2)
    }
    guard let header = rows.first??.map(\.string) else { return ([], next) }
    let columns = ["timestamp", "original", "statuscode", "digest"].map { header.firstIndex(of: $0) }
    guard !columns.contains(nil) else {
      throw server.failure("the first row of its listing does not name the columns asked for")
    }
    return (try rows.dropFirst().compactMap { try row($0 ?? [], columns.compactMap { $0 }) }, next)
  }

  /// The capture in a row; `nil` where its status shows that it has no list.
  private func row(_ values: [JSONValue], _ columns: [Int]) throws -> Row? {
    let texts = columns.compactMap { values.indices.contains($0) ? values[$0].string : nil }
    guard texts.count == columns.count, let at = WaybackCaptures.instant(texts[0]),
      at.isPossible(at: server.clock())
    else {
      let shown = SafeText.start(of: texts.first ?? "", limit: 40)
      throw server.failure("its listing has a row without the time stamp of a capture: \"\(shown)\"")
    }
    guard WaybackCaptures.isSameHost(texts[1], url) else {
      throw server.failure("its listing is about another address: \(SafeText.start(of: texts[1]))")
    }
    // Without a digest, no content is known to be unchanged.
    let digest = texts[3].count > 1 ? texts[3] : texts[0]
    return ["200", "-"].contains(texts[2]) ? Row(timestamp: texts[0], at: at, digest: digest) : nil
  }

  /// The captures of `rows`. Captures of one day with unchanged content become one, the first of them. Unchanged content on
  /// another day is a capture of that day.
  private func withoutRepeats(_ rows: [Row], from first: Day?, to last: Day?) -> [Capture] {
    let digests = Dictionary(rows.map { ($0.timestamp, $0.digest) }) { first, _ in first }
    var captures: [Capture] = []
    for capture in server.captures(rows.map { ($0.timestamp, $0.at) }, from: first, to: last) {
      if let before = captures.last, before.day == capture.day,
        before.id == capture.id || digests[before.id ?? ""] == digests[capture.id ?? ""]
      {
        continue
      }
      captures.append(capture)
    }
    return captures
  }

  // MARK: Requests

  private func request(for url: String) -> FetchRequest {
    var request = server.lists.request(for: url, key: nil)
    request.acceptedStatuses = [429]
    request.retry.base = .seconds(2)
    return request
  }

  /// Waits until a second after the previous request. If the clock is set back, the wait takes at most a minute.
  private func turn() async throws {
    let wait = next.withLock { next in
      let now = server.clock()
      let turn = min(max(now, next), now.advanced(bySeconds: 60))
      next = turn.advanced(bySeconds: 1)
      return turn.microseconds - now.microseconds
    }
    if wait > 0 { try await server.sleep(.microseconds(wait)) }
  }

  // MARK: Texts

  /// `YYYYMMDD`.
  private static func digits(of day: Day) -> String { day.description.filter { $0 != "-" } }

  /// The instant of `YYYYMMDDhhmmss`.
  private static func instant(_ text: String) -> Instant? {
    let digits = Array(text)
    guard digits.count == 14 else { return nil }
    let parts = [0..<4, 4..<6, 6..<8, 8..<10, 10..<12, 12..<14].map { String(digits[$0]) }
    return Instant(
      parts[...2].joined(separator: "-") + "T" + parts[3...].joined(separator: ":") + "Z")
  }

  /// Whether a web archive treats the hosts of both addresses as one: it ignores `www.` at the start.
  private static func isSameHost(_ address: String, _ other: String) -> Bool {
    let host = { (text: String) -> Substring? in
      guard let host = URLTemplate(text.contains("://") ? text : "http://" + text).host else { return nil }
      let rest = host.hasPrefix("www") ? host.dropFirst(3).drop(while: \.isNumber) : ""
      return rest.hasPrefix(".") ? rest.dropFirst() : host[...]
    }
    return host(address) == host(other)
  }
}
