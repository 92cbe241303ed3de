import HTTPFetch
import JSON
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import ListSources

/// The versions of a file in answers of GitHub's API.
@Suite struct GitHubCaptureTests {
  private let fixture = CaptureFixture()
  private let day = Day("2026-04-29")!

  /// The SHA of the commit with the number `number`, a digit.
  private static func sha(_ number: Int) -> String { String(repeating: String(number), count: 40) }

  /// A commit in the form that GitHub's API returns.
  private static func commit(_ number: Int, _ date: String) -> String {
    let sha = sha(number)
    let home = "https://api.github.com/repos/octo/lists"
    let person = { (date: String) in
      #"{"name":"Octo Cat","email":"octo@example.org","date":"\#(date)"}"#
    }
    return """
      {"sha":"\(sha)","node_id":"C_kwDO","commit":{"author":\(person("2001-01-01T00:00:00Z")),\
      "committer":\(person(date)),"message":"scrape \(number)","tree":{"sha":"\(sha)","url":"\(home)/git/trees/\(sha)"},\
      "url":"\(home)/git/commits/\(sha)","comment_count":0,"verification":{"verified":false,"reason":"unsigned",\
      "signature":null,"payload":null,"verified_at":null}},"url":"\(home)/commits/\(sha)",\
      "html_url":"https://github.com/octo/lists/commit/\(sha)","comments_url":"\(home)/commits/\(sha)/comments",\
      "author":null,"committer":{"login":"octo","id":1,"type":"User","site_admin":false},\
      "parents":[{"sha":"\(sha)","url":"\(home)/commits/\(sha)","html_url":"https://github.com/octo/lists/commit/\(sha)"}]}
      """
  }

  private static func commits(_ commits: [(Int, String)]) -> String {
    "[\(commits.map { commit($0.0, $0.1) }.joined(separator: ","))]"
  }

  private func archive(_ server: LoopbackServer, _ paths: [String] = ["data/list.json"]) -> Archive.GitHub {
    var archive = Archive.GitHub(repository: "octo/lists", paths: paths)
    (archive.api, archive.raw) = (server.baseURL, server.baseURL)
    archive.key = .environment("TEST_TOKEN")
    return archive
  }

  private func capture(_ number: Int = 1, _ path: String = "data/list.json") -> Capture {
    Capture(
      day: day, at: Instant("2026-04-29T03:00:00Z")!, id: "\(GitHubCaptureTests.sha(number)):\(path)")
  }

  // MARK: What a repository has

  @Test func commitsOfAllPagesAreCapturesInTheirOrder() async throws {
    let server = try LoopbackServer { request in
      guard request.query["page"] == nil else {
        return .respond(
          headers: ["Link": "<http://\(request.header("Host") ?? "")/x?page=1>; rel=\"prev\""],
          text: GitHubCaptureTests.commits([(4, "2026-04-28T00:00:00Z"), (3, "2026-04-27T23:59:59Z")]))
      }
      let next = "http://\(request.header("Host") ?? "")/repositories/1/commits?path=data%2Flist.json&page=2"
      return .respond(
        headers: ["Link": "<\(next)>; rel=\"next\", <\(next)>; rel=\"last\""],
        text: GitHubCaptureTests.commits([(1, "2026-04-29T22:00:00Z"), (2, "2026-04-29T03:00:00Z")]))
    }
    var archive = archive(server)
    archive.branch = "main"
    let source = fixture.gitHub(archive)
    let captures = try #require(
      try await source.captures(from: Day("2026-04-28")!, to: Day("2026-04-29")!))
    #expect(
      captures.map(\.text) == [
        "2026-04-28 \(GitHubCaptureTests.sha(4)):data/list.json",
        "2026-04-29 \(GitHubCaptureTests.sha(2)):data/list.json",
        "2026-04-29 \(GitHubCaptureTests.sha(1)):data/list.json",
      ])
    #expect(captures.map(\.at) == ["28T00", "29T03", "29T22"].map { Instant("2026-04-\($0):00:00Z") })
    #expect(!source.isLocal)
    #expect(server.requests.map(\.path) == ["/repos/octo/lists/commits", "/repositories/1/commits"])
    let first = server.requests[0]
    #expect(
      first.query == [
        "path": "data/list.json", "sha": "main", "per_page": "100", "since": "2026-04-27T00:00:00Z",
        "until": "2026-05-01T00:00:00Z",
      ])
    #expect(first.header("Accept") == "application/vnd.github+json")
    #expect(first.header("X-GitHub-Api-Version") == "2022-11-28")
    #expect(first.header("User-Agent") == "marquee/0")
    #expect(first.header("Authorization") == nil)
    #expect(fixture.waits.isEmpty)
  }

  @Test func theDayIsThatOfTheChart() async throws {
    let server = try LoopbackServer { _ in
      .respond(
        text: GitHubCaptureTests.commits([(2, "2026-04-28T22:30:00Z"), (1, "2026-04-24T10:00:00Z")]))
    }
    let archive = archive(server, ["list.json"])
    let berlin = fixture.gitHub(archive, fixture.definition("schedule: { time-zone: Europe/Berlin }"))
    #expect(
      try await berlin.captures(from: nil, to: nil)?.map(\.day.description) == ["2026-04-24", "2026-04-29"])
    #expect(server.requests[0].query == ["path": "list.json", "per_page": "100"])
    // The list of the week that begins on Monday is the newest one up to Sunday.
    let weekly = fixture.gitHub(archive, fixture.definition("cadence: weekly"))
    let monday = Day("2026-04-20")!
    #expect(
      try await weekly.captures(from: monday, to: monday)?.map(\.text) == [
        "2026-04-20 \(GitHubCaptureTests.sha(1)):list.json"
      ])
    #expect(server.requests[1].query["since"] == "2026-04-19T00:00:00Z")
    #expect(server.requests[1].query["until"] == "2026-04-28T00:00:00Z")
  }

  /// A file that moved to another path, back, and there again: each of the last two moves changes both paths.
  @Test func aCommitThatMovesTheFileIsOneCapture() async throws {
    let server = try LoopbackServer { request in
      let dates = (0...4).map { "2026-04-2\($0)T03:00:00Z" }
      let numbers = request.query["path"] == "new.json" ? [4, 3, 1, 0] : [3, 2, 1]
      return .respond(text: GitHubCaptureTests.commits(numbers.map { ($0, dates[$0]) }))
    }
    let captures = try await fixture.gitHub(archive(server, ["new.json", "old.json"]))
      .captures(from: nil, to: nil)
    #expect(
      captures?.map { String($0.id?.dropFirst(39) ?? "") } == [
        "0:new.json", "1:old.json", "2:old.json", "3:new.json", "4:new.json",
      ])
  }

  @Test func commitsOfOneInstantStayInTheirOrder() async throws {
    let date = "2026-04-20T03:00:00Z"
    let server = try LoopbackServer { _ in
      .respond(text: GitHubCaptureTests.commits([(1, date), (9, date), (5, date)]))
    }
    let captures = try await fixture.gitHub(archive(server)).captures(from: nil, to: nil)
    #expect(captures?.map { $0.id?.first } == ["5", "9", "1"])
  }

  @Test func commitsWithoutAPossibleDateAreLeftOut() async throws {
    let dates = [
      "2026-05-03T00:00:00Z", "2026-05-02T06:00:00Z", "1990-01-01T00:00:00Z", "1989-12-31T23:59:59Z",
    ]
    let server = try LoopbackServer { _ in
      .respond(text: GitHubCaptureTests.commits(dates.enumerated().map { ($0, $1) }))
    }
    let source = fixture.gitHub(archive(server))
    let captures = try await source.captures(from: nil, to: nil)
    #expect(captures?.map(\.day.description) == ["1990-01-01", "2026-05-02"])
    #expect(
      await source.passedOver() == [
        "2 commits of github:octo/lists have an impossible date; the first is \(GitHubCaptureTests.sha(0))"
      ])
  }

  @Test(arguments: [
    LoopbackBehaviour.respond(text: "[]"), .respond(body: CaptureFixture.packedEmptyArray),
    .respond(status: 409, text: #"{"message":"Git Repository is empty."}"#),
  ]) func aRepositoryMayHaveNothing(answer: LoopbackBehaviour) async throws {
    let server = try LoopbackServer { _ in answer }
    #expect(try await fixture.gitHub(archive(server)).captures(from: nil, to: nil) == [])
  }

  // MARK: Lists

  @Test func theListIsTheFileOfTheCommit() async throws {
    let server = try LoopbackServer { _ in .respond(text: #"[{"id":"a"}]"#) }
    let response = try await fixture.gitHub(archive(server)).list(of: capture(1, "data/my list.json"))
    #expect(response.body == Array(#"[{"id":"a"}]"#.utf8))
    let target = "/octo/lists/\(GitHubCaptureTests.sha(1))/data/my%20list.json"
    #expect(server.requests.map(\.target) == [target])
    #expect(response.effectiveURL == server.baseURL + target)
  }

  @Test func aListOfPagesIsStoredAsAnArrayOfThem() async throws {
    let server = try LoopbackServer { _ in .respond(text: #"{"items":[{"id":"a"}]}"#) }
    let job = fixture.definition {
      $0.items = [JSONPointer("/items")!]
      $0.pages = ListPages(next: .linkHeader)
    }
    let response = try await fixture.gitHub(archive(server), job).list(of: capture())
    #expect(String(decoding: response.body, as: UTF8.self) == #"[{"items":[{"id":"a"}]}]"#)
  }

  @Test func aFileThatIsNotThereIsMissing() async throws {
    let server = try LoopbackServer { _ in .respond(status: 404, text: "404: Not Found") }
    let problem = await CaptureFixture.problem {
      try await fixture.gitHub(archive(server)).list(of: capture())
    }
    #expect(
      problem.hasPrefix("missing: the source has no list for 2026-04-29: \(server.baseURL)/octo/lists/"))
    let nameless = await CaptureFixture.problem {
      try await fixture.gitHub(archive(server)).list(of: Capture(day: day))
    }
    #expect(nameless == "missing: github:octo/lists names its captures COMMIT:PATH")
  }

  @Test func whatIsNoListIsAProblemOfTheCapture() async throws {
    let page = try LoopbackServer { _ in .respond(text: "<!DOCTYPE html><html><body>Log in</body></html>") }
    let html = await CaptureFixture.problem { try await fixture.gitHub(archive(page)).list(of: capture()) }
    #expect(html.hasPrefix("failed: the source returned an HTML page instead of the list: \(page.baseURL)"))
    let broken = try LoopbackServer { _ in .truncated(body: [0x5B], missing: 5) }
    let cut = await CaptureFixture.problem { try await fixture.gitHub(archive(broken)).list(of: capture()) }
    #expect(cut.hasPrefix("unavailable: cannot fetch \(broken.baseURL)"))
    #expect(broken.requests.count == 4)
    let short = try LoopbackServer { _ in .respond(body: Array(CaptureFixture.packedEmptyArray.dropLast(4))) }
    let packed = await CaptureFixture.problem { try await fixture.gitHub(archive(short)).list(of: capture()) }
    #expect(packed.hasPrefix("failed: the list cannot be unpacked"))
  }

  // MARK: The token

  @Test func theTokenGoesToTheApiAndTheRawFilesOnly() async throws {
    let other = try LoopbackServer { _ in .respond(text: "[]") }
    let elsewhere = "http://localhost:\(other.port)/file"
    let raw = try LoopbackServer { request in
      request.path.hasSuffix("moved.json") ? .redirect(to: elsewhere) : .respond(text: "[]")
    }
    let api = try LoopbackServer { request in
      request.path.hasPrefix("/repos/")
        ? .redirect(to: "/repositories/1/commits?page=1", status: 301) : .respond(text: "[]")
    }
    var archive = archive(api)
    archive.raw = raw.baseURL
    let source = fixture.gitHub(archive, token: "s3cr3t-t0ken")
    #expect(try await source.captures(from: nil, to: nil) == [])
    _ = try await source.list(of: capture())
    let moved = try await source.list(of: capture(1, "moved.json"))
    #expect(moved.effectiveURL == elsewhere)
    #expect(
      api.requests.map { $0.header("Authorization") } == ["Bearer s3cr3t-t0ken", "Bearer s3cr3t-t0ken"])
    #expect(
      raw.requests.map { $0.header("Authorization") } == ["Bearer s3cr3t-t0ken", "Bearer s3cr3t-t0ken"])
    #expect(other.requests.count == 1)
    #expect(other.requests.allSatisfy { $0.header("Authorization") == nil })
    #expect(raw.requests.allSatisfy { $0.header("X-GitHub-Api-Version") == nil })
    // If no token is set, requests carry none.
    _ = try await fixture.gitHub(archive).captures(from: nil, to: nil)
    #expect(api.requests.count == 4)
    #expect(api.requests[2...].allSatisfy { $0.header("Authorization") == nil })
  }

  @Test func aListingThatLeadsToAnotherServerIsNotFollowed() async throws {
    let other = try LoopbackServer { _ in .respond(text: "[]") }
    let link = "<http://localhost:\(other.port)/commits?page=2>; rel=\"next\""
    let server = try LoopbackServer { _ in .respond(headers: ["Link": link], text: "[]") }
    let failure = await CaptureFixture.failure {
      try await fixture.gitHub(archive(server), token: "s3cr3t-t0ken").captures(from: nil, to: nil)
    }
    #expect(failure == "source: github:octo/lists: its listing leads on to another server")
    #expect(other.requests.isEmpty)
  }

  @Test func theTokenIsNeverShownOrStored() async throws {
    let server = try LoopbackServer { request in
      let token = request.header("Authorization")?.dropFirst(7) ?? ""
      return request.path.hasSuffix(".json")
        ? .respond(text: #"[{"id":"\#(token)"}]"#)
        : .respond(status: 401, text: #"{"message":"Bad credentials: \#(token)","status":"401"}"#)
    }
    let source = fixture.gitHub(archive(server), token: "s3cr3t-t0ken")
    let failure = await CaptureFixture.failure { try await source.captures(from: nil, to: nil) }
    #expect(
      failure
        == "definition: github:octo/lists: GitHub rejected the token (Bad credentials: [redacted])")
    let problem = await CaptureFixture.problem { try await source.list(of: capture()) }
    #expect(problem == "failed: the list repeats the key, so it is not stored")
  }

  // MARK: Limits

  /// Answers with `first` to the first request and with an empty listing to the others.
  private func server(_ first: LoopbackBehaviour) throws -> LoopbackServer {
    try LoopbackServer { request in request.number == 0 ? first : .respond(text: "[]") }
  }

  @Test func aShortLimitIsWaitedFor() async throws {
    let reset = Instant("2026-05-01T06:00:30Z")!.seconds
    let cases: [(LoopbackBehaviour, Int)] = [
      (.respond(status: 429, headers: ["Retry-After": "7"], text: "{}"), 7),
      (.respond(status: 403, headers: ["retry-after": "0"], text: "{}"), 1),
      (.respond(status: 429, headers: ["Retry-After": "Fri, 01 May 2026 06:00:09 GMT"], text: "{}"), 9),
      (
        .respond(
          status: 403, headers: ["x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset)],
          text: #"{"message":"API rate limit exceeded for 127.0.0.1."}"#), 31
      ),
      (
        .respond(status: 403, text: #"{"message":"You have exceeded a secondary rate limit. Please wait."}"#),
        60
      ),
      (.respond(status: 429, text: "slow down"), 60),
    ]
    for (answer, seconds) in cases {
      let fixture = CaptureFixture()
      let server = try server(answer)
      #expect(try await fixture.gitHub(archive(server)).captures(from: nil, to: nil) == [])
      #expect(fixture.waits == [.seconds(seconds)])
      #expect(server.requests.count == 2)
    }
  }

  @Test func aLongLimitSaysWhenToTryAgain() async throws {
    let reset = Instant("2026-05-01T06:50:00Z")!.seconds
    let headers = [
      "x-ratelimit-limit": "60", "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset),
    ]
    let server = try server(.respond(status: 403, headers: headers, text: #"{"message":"API rate limit"}"#))
    let failure = await CaptureFixture.failure {
      try await fixture.gitHub(archive(server)).captures(from: nil, to: nil)
    }
    #expect(
      failure == "source: github:octo/lists: the server answers no more requests until 2026-05-01T06:50:01Z")
    #expect(fixture.waits.isEmpty)
    #expect(server.requests.count == 1)
    // The server of raw files limits requests too.
    let raw = try LoopbackServer { _ in .respond(status: 429, headers: ["Retry-After": "3600"], text: "") }
    let limited = await CaptureFixture.failure { try await fixture.gitHub(archive(raw)).list(of: capture()) }
    #expect(limited.hasSuffix("until 2026-05-01T07:00:00Z"))
  }

  @Test func aLimitWithoutEndIsGivenUp() async throws {
    let server = try LoopbackServer { _ in .respond(status: 429, headers: ["Retry-After": "60"], text: "{}") }
    let failure = await CaptureFixture.failure {
      try await fixture.gitHub(archive(server)).captures(from: nil, to: nil)
    }
    #expect(failure.hasSuffix("until 2026-05-01T06:06:00Z"))
    #expect(fixture.waits == Array(repeating: .seconds(60), count: 5))
    #expect(server.requests.count == 6)
  }

  @Test(arguments: ["99999999999999999999", "-5", "soon", "9223372036854775807"])
  func anAbsurdLimitIsNone(reset: String) async throws {
    let headers = ["x-ratelimit-remaining": "0", "x-ratelimit-reset": reset, "Retry-After": "later"]
    let server = try LoopbackServer { _ in .respond(status: 429, headers: headers, text: "{}") }
    let failure = await CaptureFixture.failure {
      try await fixture.gitHub(archive(server)).captures(from: nil, to: nil)
    }
    #expect(failure.contains("answers no more requests until 202"))
    #expect(server.requests.count <= 301)
  }

  // MARK: Bad servers

  private static let badAnswers: [(LoopbackBehaviour, String)] = [
    (.respond(text: "<html><body>Unicorn!</body></html>"), "its listing looks like an HTML page"),
    (.respond(text: "[{"), "its listing is not JSON"),
    (.respond(body: [0x5B, 0x22, 0xFF, 0x22, 0x5D]), "its listing is not JSON"),
    (.respond(text: ""), "its listing is not JSON"),
    (.respond(text: #"{"total":1}"#), "its listing is an object, not an array of commits"),
    (.respond(text: #"[1]"#), "an element that is not a commit"),
    (.respond(text: #"[{"sha":"12ab"}]"#), "an element that is not a commit"),
    (.respond(text: "[\(commit(1, "yesterday"))]"), "an element that is not a commit"),
    (.respond(body: Array(CaptureFixture.packedEmptyArray.dropLast(4))), "its listing cannot be unpacked"),
    (.truncated(body: [0x5B], missing: 5), "cannot fetch"),
    (.closeWithoutAnswer, "cannot fetch"),
    (.endless, "larger than the limit of 16777216 bytes"),
    (.respond(status: 500, text: "oops"), "status 500"),
    (
      .respond(status: 403, text: #"{"message":"Blocked by policy"}"#),
      "GitHub refused the request (Blocked by policy)"
    ),
    (
      .respond(status: 404, text: #"{"message":"Not Found","status":"404"}"#),
      "GitHub shows no such repository (Not Found)"
    ),
    (.respond(status: 404, text: "<html>"), "GitHub shows no such repository (no reason given)"),
  ]

  @Test(arguments: badAnswers.indices) func aBadListingIsAFailure(index: Int) async throws {
    let (answer, words) = GitHubCaptureTests.badAnswers[index]
    let server = try LoopbackServer { _ in answer }
    let failure = await CaptureFixture.failure {
      try await fixture.gitHub(archive(server)).captures(from: nil, to: nil)
    }
    #expect(failure.hasPrefix("source: github:octo/lists: "))
    #expect(failure.contains(words), "\(failure)")
    #expect(server.requests.count <= 4)
  }

  @Test func anUnknownBranchIsNamed() async throws {
    let server = try LoopbackServer { _ in
      .respond(status: 422, text: #"{"message":"No commit found for SHA: old"}"#)
    }
    var archive = archive(server)
    archive.branch = "old"
    let failure = await CaptureFixture.failure {
      try await fixture.gitHub(archive).captures(from: nil, to: nil)
    }
    #expect(failure.hasSuffix("no such repository, or no branch old in it (No commit found for SHA: old)"))
  }

  @Test func pagesThatComeAgainAreAFailure() async throws {
    let server = try LoopbackServer { _ in .respond(headers: ["Link": "</x?page=2>; rel=next"], text: "[]") }
    let failure = await CaptureFixture.failure {
      try await fixture.gitHub(archive(server)).captures(from: nil, to: nil)
    }
    #expect(failure.hasSuffix("its listing links back to an earlier page"))
    #expect(server.requests.count == 2)
  }

  @Test func pagesWithoutEndAreAFailure() async throws {
    let server = try LoopbackServer { request in
      .respond(headers: ["Link": "</x?page=\(request.number + 2)>; rel=\"next\""], text: "[]")
    }
    let failure = await CaptureFixture.failure {
      try await fixture.gitHub(archive(server)).captures(from: nil, to: nil)
    }
    #expect(failure.contains("its listing has more than 500 pages"))
    #expect(server.requests.count == 500)
  }

  @Test func onlyAllowedHostsAreAsked() async throws {
    let server = try LoopbackServer { _ in .respond(text: "[]") }
    let job = fixture.definition { $0.hosts = ["api.github.com"] }
    let source = fixture.gitHub(archive(server), job)
    let failure = await CaptureFixture.failure { try await source.captures(from: nil, to: nil) }
    #expect(failure.contains("not among those allowed: api.github.com"))
    let problem = await CaptureFixture.problem { try await source.list(of: capture()) }
    #expect(problem.hasPrefix("unavailable: "))
    #expect(server.requests.isEmpty)
  }
}
