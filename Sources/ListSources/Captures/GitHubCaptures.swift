package import HTTPFetch
import JSON
package import Jobs
package import RankingModel
import Synchronization

/// The versions of a file in a repository on GitHub: each commit that changed the file is a capture, and the committer's date is
/// its instant. A capture's name is git's name for a file of a commit: `COMMIT:PATH`.
///
/// Commits with an impossible date (before 1990, or ahead of the clock) are left out, because they give no day.
package final class GitHubCaptures: CaptureSource {
  private let archive: Archive.GitHub
  private let server: CaptureServer
  private let environment: [String: String]
  /// The commits with impossible dates.
  private let impossible = Mutex<[String]>([])

  /// The captures of `archive`.
  ///
  /// - Parameters:
  ///   - environment: the environment variables, including the token.
  ///   - sleep: waits if GitHub asks for a short wait.
  package init(
    _ archive: Archive.GitHub, definition: JobDefinition, fetcher: any Fetching,
    environment: [String: String], clock: @escaping @Sendable () -> Instant,
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    (self.archive, self.environment) = (archive, environment)
    server = CaptureServer(.github(archive), definition, fetcher, environment, clock: clock, sleep: sleep)
  }

  package var isLocal: Bool { false }

  package func captures(from first: Day?, to last: Day?) async throws -> [Capture]? {
    var commits: [Commit] = []
    var places: [String: Int] = [:]
    for path in archive.paths {
      for commit in try await self.commits(of: path, from: first, to: last) {
        if let place = places[commit.id] {
          commits[place].paths += commit.paths
        } else {
          places[commit.id] = commits.count
          commits.append(commit)
        }
      }
    }
    let now = server.clock()
    let others = commits.filter { !$0.at.isPossible(at: now) }
    impossible.withLock { $0 = others.map(\.id) }
    let states = states(of: commits.filter { $0.at.isPossible(at: now) })
    return server.captures(states, from: first, to: last)
  }

  package func passedOver() async -> [String] {
    ListSources.passedOver(impossible.withLock { $0 }, of: server.name)
  }

  package func list(of capture: Capture) async throws -> FetchResponse {
    guard let id = capture.id, let colon = id.firstIndex(of: ":") else {
      throw ExtractionProblem(state: .missing, reason: "\(server.name) names its captures COMMIT:PATH")
    }
    let path = PercentEncoding.encode(Array(id[id.index(after: colon)...].utf8), keeping: "-._~/")
    let url =
      "\(archive.raw)/\(archive.repository)/\(id[..<colon])/\(String(decoding: path, as: UTF8.self))"
    var request = try request(for: url)
    request.acceptedStatuses = [401, 403, 429]
    let response = try await server.patiently(request) {
      try await server.lists.fetch($0, for: capture.day)
    }
    try check(response, request.secrets)
    return try server.stored(response, request.secrets)
  }

  // MARK: Commits

  private struct Commit {
    var id: String
    var at: Instant
    /// The archive's paths that the commit changed, the newest first.
    var paths: [String]
  }

  /// The list as each of `commits` left it, the oldest first. A commit that changed several of the paths counts at the path that
  /// the next commit has.
  private func states(of commits: [Commit]) -> [(id: String, at: Instant)] {
    var place = archive.paths.first ?? ""
    var states: [(id: String, at: Instant)] = []
    // Sorting is stable: of one instant, the newest commit comes first as in the listing.
    for commit in commits.sorted(by: { $0.at > $1.at }) {
      if !commit.paths.contains(place) { place = commit.paths[0] }
      states.append(("\(commit.id):\(place)", commit.at))
    }
    return states.reversed()
  }

  /// The commits that changed the file at `path`, the newest first.
  private func commits(of path: String, from first: Day?, to last: Day?) async throws -> [Commit] {
    var parameters = [("path", path), ("per_page", "100")]
    if let branch = archive.branch { parameters.append(("sha", branch)) }
    let span = server.span(from: first, to: last)
    if let day = span.first { parameters.append(("since", Instant(startOf: day).secondsText)) }
    if let day = span.last {
      parameters.append(("until", Instant(startOf: day.advanced(by: 1)).secondsText))
    }
    let url = parameters.reduce("\(archive.api)/repos/\(archive.repository)/commits") {
      WebLink.setting($1.0, to: $1.1, in: $0)
    }
    return try await server.rows(from: url, ask: page) { response, document, url in
      // GitHub answers with a conflict if a repository has no commits.
      if response.status == 409 { return ([], nil) }
      guard let elements = document.array else {
        throw server.failure("its listing is \(document.kind), not an array of commits")
      }
      return (try elements.map { try commit($0, path) }, try next(after: response, from: url))
    }
  }

  private func page(_ url: String) async throws -> FetchResponse {
    var request = try request(for: url)
    request.headers += [
      HeaderField("Accept", "application/vnd.github+json"), HeaderField("X-GitHub-Api-Version", "2022-11-28"),
    ]
    request.acceptedStatuses = [401, 403, 404, 409, 422, 429]
    let response = try await server.patiently(request, server.answer)
    try check(response, request.secrets)
    return response
  }

  /// The commit that `value` describes.
  private func commit(_ value: JSONValue, _ path: String) throws(Failure) -> Commit {
    guard let id = value["sha"]?.string, [40, 64].contains(id.utf8.count),
      id.allSatisfy({ $0.isASCII && $0.isHexDigit }),
      let at = value["commit"]?["committer"]?["date"]?.string.flatMap({ Instant($0) })
    else {
      throw server.failure("its listing has an element that is not a commit with its sha and its date")
    }
    return Commit(id: id, at: at, paths: [path])
  }

  /// The address of the next page; `nil` where there is none.
  private func next(after response: FetchResponse, from url: String) throws(Failure) -> String? {
    guard let link = response.nextLink else { return nil }
    guard let next = WebLink.resolved(link, from: url), WebLink.isSameServer(archive.api, next) else {
      throw server.failure("its listing leads on to another server")
    }
    return next
  }

  // MARK: Requests

  /// The request for an address of the API or of the raw files, with the token if there is one. The job may name a token that is
  /// not set: GitHub answers many requests without a token.
  private func request(for url: String) throws(Failure) -> FetchRequest {
    let token = try archive.key.secret(in: environment)
    var request = server.lists.request(for: url, key: token)
    request.headers = token.map { [HeaderField("Authorization", "Bearer \($0)")] } ?? []
    return request
  }

  /// Throws GitHub's reason if the answer is an error.
  private func check(_ response: FetchResponse, _ secrets: [String]) throws(Failure) {
    let words = { [server] in server.words(of: response, secrets: secrets) }
    switch response.status {
    case 401:
      throw Failure(
        .definition, "\(server.name): GitHub rejected the token (\(words()))",
        remedy: .words("see that the token is whole and has not expired"))
    case 403: throw server.failure("GitHub refused the request (\(words()))", remedy: tokenHint)
    case 404, 422:
      throw server.failure(
        "GitHub shows no such repository" + (archive.branch.map { ", or no branch \($0) in it" } ?? "")
          + " (\(words()))", remedy: tokenHint)
    default: return
    }
  }

  private var tokenHint: Remedy {
    .words("check the name; what is not public needs a token that may read it: key: { environment: NAME }")
  }
}
