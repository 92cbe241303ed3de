import Gzip
package import HTTPFetch
import JSON
package import Jobs
package import RankingModel

/// Why there is no list for a day.
package struct ExtractionProblem: Error, Sendable {
  /// `missing` where the source has no list, `unavailable` where it could not be asked, `failed` where its answer cannot be a
  /// list.
  package var state: DayState
  /// The reason, in one sentence.
  package var reason: String

  /// The problem that there is no list, and its reason.
  package init(state: DayState, reason: String) {
    self.state = state
    self.reason = reason
  }
}

/// Fetches lists: the extract step. It handles bytes only; the transform step interprets them.
package struct ListExtractor: Sendable {
  let extraction: Extraction
  let folder: String
  let fetcher: any Fetching
  let environment: [String: String]

  /// Fetches according to `extraction`, through `fetcher`.
  ///
  /// - Parameters:
  ///   - folder: the folder of the job file.
  ///   - environment: the environment variables, including keys.
  package init(extraction: Extraction, folder: String, fetcher: any Fetching, environment: [String: String]) {
    (self.extraction, self.folder) = (extraction, folder)
    (self.fetcher, self.environment) = (fetcher, environment)
  }

  /// Fetches single documents by GET, whatever the request for the list.
  var ofDocuments: ListExtractor {
    var extraction = extraction
    (extraction.pages, extraction.request.method, extraction.request.body) = (nil, .get, nil)
    return ListExtractor(extraction: extraction, folder: folder, fetcher: fetcher, environment: environment)
  }

  /// Fetches the list of `day` from `source`. In the response, the addresses of files are relative to the job file's folder, and
  /// no address holds a secret.
  ///
  /// - Parameter known: the validators of the content stored last.
  /// - Throws: `ExtractionProblem` where there is no list, `Failure` where there is no key.
  package func list(
    from source: ListSource, for day: Day, known: CacheValidators? = nil
  ) async throws -> FetchResponse {
    var response: FetchResponse
    switch source {
    case .input(let body, let name): response = FetchResponse(body: body, effectiveURL: "input:\(name)")
    case .command(let command): response = try await output(of: command, for: day)
    case .address(let template):
      let request = try request(template, day, known)
      if let pages = extraction.pages, source.isWeb {
        return try await joined(pages, from: request, for: day)
      }
      response = try await fetch(request, for: day)
      response.body = try withoutSecrets(response.body, request.secrets)
    }
    response.body = asPages(response.body, from: response.effectiveURL)
    return response
  }

  /// Whether the server of `source` is asked whether its list has changed since the last time. That is of no use for a list with
  /// pages, a key or a body.
  package func isWatched(_ source: ListSource) -> Bool {
    source.isWeb && extraction.pages == nil && extraction.request.key == .none
      && extraction.request.body == nil
  }

  private func request(
    _ template: URLTemplate, _ day: Day, _ known: CacheValidators?
  ) throws(Failure) -> FetchRequest {
    // An archive on another server does not get the headers and the body that are meant for the list's own server. It gets the
    // key only if its address names the key.
    let isOwn = template.isSameServer(as: URLTemplate(extraction.url))
    var key: String?
    if isOwn || template.variables.contains("key") {
      key = try extraction.request.key.secret(neededBy: "the list", in: environment)
    }
    var request = request(for: template.url(day: day, key: key, folder: folder), key: key)
    request.validators = known
    if isOwn { add(extraction.request, to: &request, day, key) }
    return request
  }

  /// The request for `url` within the limits of the job, with `key` as its secret.
  func request(for url: String, key: String?) -> FetchRequest {
    var request = extraction.request(for: url)
    request.secrets = key.map { [$0] } ?? []
    request.acceptsGzip = true
    return request
  }

  private func add(_ own: ListRequest, to request: inout FetchRequest, _ day: Day, _ key: String?) {
    let filled = { RequestText.filled($0, day: day, key: key) }
    request.method = own.method.rawValue
    request.headers = own.headers.map { HeaderField($0.name, filled($0.value)) }
    let mediaType: String
    switch own.body {
    case .text(let text): (request.body, mediaType) = (Array(filled(text).utf8), "text/plain; charset=utf-8")
    case .json(let value):
      (request.body, mediaType) = (CanonicalJSON.bytes(value.replacingTexts(filled)), "application/json")
    case nil: return
    }
    if !own.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
      request.headers.append(HeaderField("Content-Type", mediaType))
    }
  }

  func fetch(_ request: FetchRequest, for day: Day) async throws -> FetchResponse {
    do throws(FetchError) {
      var response = try await fetcher.fetch(request)
      response.effectiveURL = FileURL.relative(response.effectiveURL, to: folder)
      return response
    } catch {
      var error = error
      error.subject = FileURL.relative(error.subject, to: folder)
      if error.cause == .cancelled { throw CancellationError() }
      if error.meansNoList {
        throw ExtractionProblem(
          state: .missing, reason: "the source has no list for \(day): \(error.subject)")
      }
      throw ExtractionProblem(state: .unavailable, reason: error.description)
    }
  }

  /// `body`, unpacked if there are secrets to look for. Throws if it contains one: stored bytes are kept for good, and everybody
  /// who may read the lake can see them.
  func withoutSecrets(_ body: [UInt8], _ secrets: [String]) throws(ExtractionProblem) -> [UInt8] {
    if secrets.isEmpty { return body }
    let body = try unpacked(body)
    guard !Redactor(secrets: secrets).finds(in: body) else {
      throw ExtractionProblem(state: .failed, reason: "the list repeats the key, so it is not stored")
    }
    return body
  }

  /// `body`, unpacked if it is gzip.
  package func unpacked(_ body: [UInt8]) throws(ExtractionProblem) -> [UInt8] {
    guard Gzip.isGzip(body) else { return body }
    do throws(GzipError) { return try Gzip.decompress(body, limit: extraction.maximumSize) } catch {
      throw ExtractionProblem(state: .failed, reason: "the list cannot be unpacked: \(error)")
    }
  }
}

extension Extraction {
  /// A request for `url` within the job's limits of time, size, redirects, attempts and hosts.
  package func request(for url: String) -> FetchRequest {
    var request = FetchRequest(url: url)
    request.limits = FetchLimits(
      connect: connectTimeout, total: totalTimeout, bytes: maximumSize, redirects: redirects)
    request.retry = RetryPolicy(attempts: attempts)
    request.allowedHosts = hosts
    return request
  }
}

extension FetchError {
  /// Whether the source said that it has nothing at this address.
  package var meansNoList: Bool {
    switch cause {
    case .notFound, .status(404), .status(410): true
    default: false
    }
  }
}

extension JSONValue {
  /// The value with `change` applied to each text in it. The names of members stay as they are.
  fileprivate func replacingTexts(_ change: (String) -> String) -> JSONValue {
    switch self {
    case .string(let text): .string(change(text))
    case .array(let elements): .array(elements.map { $0.replacingTexts(change) })
    case .object(let members): .object(members.map { JSONMember($0.key, $0.value.replacingTexts(change)) })
    default: self
    }
  }
}
