import HTTPFetch
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import Jobs
@testable import ListSources

/// The captures of an address in a web archive.
@Suite struct WaybackCaptureTests {
  private let fixture = CaptureFixture()
  private static let address = "https://example.org/list.json"
  private static let header = #"["timestamp","original","statuscode","digest"]"#

  private static func row(
    _ timestamp: String, _ status: String = "200", _ digest: String = "D", original: String = address
  ) -> String { #"["\#(timestamp)","\#(original)","\#(status)","\#(digest)"]"# }

  private static func listing(_ rows: [String], key: String? = nil) -> LoopbackBehaviour {
    let end = key.map { ["[]", #"["\#($0)"]"#] } ?? []
    return .respond(text: "[\(([header] + rows + end).joined(separator: ",\n"))]\n")
  }

  private func archive(_ server: LoopbackServer, _ url: String = address) -> Archive.Wayback {
    var archive = Archive.Wayback(url: url)
    archive.server = server.baseURL
    return archive
  }

  private func capture(_ id: String = "20260429060000") -> Capture {
    Capture(day: Day("2026-04-29")!, at: Instant("2026-04-29T06:00:00Z")!, id: id)
  }

  // MARK: What the archive has

  @Test func capturesComeFromAllPagesOncePerDayAndContent() async throws {
    let row = WaybackCaptureTests.row
    let server = try LoopbackServer { request in
      request.query["resumeKey"] == nil
        ? WaybackCaptureTests.listing(
          [
            row("20260427235959", "200", "D0", WaybackCaptureTests.address),
            row("20260428060000", "200", "D1", WaybackCaptureTests.address),
            row("20260428120000", "-", "D1", WaybackCaptureTests.address),
          ], key: "org%2Cexample%29%2Flist.json+20260428120001")
        : WaybackCaptureTests.listing([
          row("20260429060000", "-", "D1", WaybackCaptureTests.address),
          row("20260429070000", "200", "D2", "http://www.example.org:80/list.json"),
          row("20260429080000", "200", "D1", WaybackCaptureTests.address),
          row("20260429080000", "200", "D3", "http://example.org/list.json"),
          row("20260429090000", "302", "D4", WaybackCaptureTests.address),
          row("20260430000000", "200", "D5", WaybackCaptureTests.address),
        ])
    }
    let source = fixture.wayback(archive(server))
    let captures = try #require(
      try await source.captures(from: Day("2026-04-28")!, to: Day("2026-04-29")!))
    #expect(
      captures.map(\.text) == [
        "2026-04-28 20260428060000", "2026-04-29 20260429060000", "2026-04-29 20260429070000",
        "2026-04-29 20260429080000",
      ])
    #expect(captures[0].at == Instant("2026-04-28T06:00:00Z"))
    #expect(!source.isLocal)
    let query = [
      "url": WaybackCaptureTests.address, "output": "json", "fl": "timestamp,original,statuscode,digest",
      "filter": "!statuscode:[1345]..", "limit": "10000", "showResumeKey": "true", "from": "20260427000000",
      "to": "20260430235959",
    ]
    #expect(server.requests.map(\.path) == ["/cdx/search/cdx", "/cdx/search/cdx"])
    #expect(server.requests[0].query == query)
    #expect(
      server.requests[1].query
        == query.merging(["resumeKey": "org%2Cexample%29%2Flist.json+20260428120001"]) { $1 })
    // The second page is requested a second after the first.
    #expect(fixture.waits == [.seconds(1)])
  }

  @Test func columnsAreFoundByTheirNames() async throws {
    let server = try LoopbackServer { _ in
      .respond(
        text: """
          [["urlkey","timestamp","original","mimetype","statuscode","digest","length"],
          ["org,example)/list.json?a=1","20260429130000","https://example.org/list.json?a=1","application/json","200",\
          "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ","1234"]]
          """)
    }
    let source = fixture.wayback(
      archive(server, "https://example.org/list.json?a=1"),
      fixture.definition("schedule: { time-zone: Pacific/Auckland }"))
    // In New Zealand it is 01:00 of the next day.
    #expect(try await source.captures(from: nil, to: nil)?.map(\.text) == ["2026-04-30 20260429130000"])
    #expect(server.requests[0].query["url"] == "https://example.org/list.json?a=1")
    #expect(server.requests[0].query["from"] == nil)
    #expect(server.requests[0].query["to"] == nil)
  }

  @Test func withoutADigestNothingIsKnownToBeUnchanged() async throws {
    let server = try LoopbackServer { _ in
      WaybackCaptureTests.listing(
        ["20260429060000", "20260429070000"].map { WaybackCaptureTests.row($0, "200", "-") })
    }
    #expect(try await fixture.wayback(archive(server)).captures(from: nil, to: nil)?.count == 2)
  }

  @Test(arguments: ["[]\n", "[\(header)]", "[\(header),[],[\"KEY\"]]"])
  func anArchiveMayHaveNothing(text: String) async throws {
    let server = try LoopbackServer { request in
      .respond(text: request.query["resumeKey"] == nil ? text : "[]")
    }
    #expect(try await fixture.wayback(archive(server)).captures(from: nil, to: nil) == [])
  }

  // MARK: Lists

  @Test func theListIsWhatTheArchiveSaw() async throws {
    let server = try LoopbackServer { _ in .respond(text: #"[{"id":"a"}]"#) }
    let source = fixture.wayback(archive(server, "https://example.org/list.json?a=1"))
    let response = try await source.list(of: capture())
    let target = "/web/20260429060000id_/https://example.org/list.json?a=1"
    #expect(server.requests.map(\.target) == [target])
    #expect(response.effectiveURL == server.baseURL + target)
    #expect(response.body == Array(#"[{"id":"a"}]"#.utf8))
    #expect(fixture.waits.isEmpty)
    _ = try await source.list(of: capture())
    _ = try await source.list(of: capture())
    #expect(fixture.waits == [.seconds(1), .seconds(1)])
  }

  @Test func whoWaitedLongEnoughDoesNotWait() async throws {
    let server = try LoopbackServer { _ in .respond(text: "[]") }
    let source = fixture.wayback(archive(server))
    _ = try await source.list(of: capture())
    fixture.now.withLock { $0 = $0.advanced(bySeconds: 0.25) }
    _ = try await source.list(of: capture())
    #expect(fixture.waits == [.milliseconds(750)])
    fixture.now.withLock { $0 = $0.advanced(bySeconds: 5) }
    _ = try await source.list(of: capture())
    #expect(fixture.waits.count == 1)
    // The clock is set back by an hour.
    fixture.now.withLock { $0 = $0.advanced(bySeconds: -3600) }
    _ = try await source.list(of: capture())
    #expect(fixture.waits.last == .seconds(60))
  }

  @Test func theSameCaptureUnderAnotherSpellingIsTaken() async throws {
    let server = try LoopbackServer { request in
      request.target.hasSuffix("https://example.org/list.json")
        ? .redirect(to: "/web/20260429060000id_/http://www.example.org/list.json") : .respond(text: "[]")
    }
    let response = try await fixture.wayback(archive(server)).list(of: capture())
    #expect(response.effectiveURL.hasSuffix("/web/20260429060000id_/http://www.example.org/list.json"))
  }

  @Test(arguments: [
    "/web/20260430000000id_/https://example.org/list.json",
    "/web/20260429060000id_/https://example.com/login",
    "/web/20260429060000/https://example.org/list.json", "/",
  ]) func anotherCaptureIsNotTaken(place: String) async throws {
    let server = try LoopbackServer { request in
      request.target.hasSuffix("20260429060000id_/https://example.org/list.json")
        ? .redirect(to: place) : .respond(text: "[]")
    }
    let problem = await CaptureFixture.problem {
      try await fixture.wayback(archive(server)).list(of: capture())
    }
    #expect(
      problem
        == "missing: wayback:https://example.org/list.json has lost its capture 20260429060000, and leads to another: "
        + server.baseURL + place)
  }

  private static let badLists: [(LoopbackBehaviour, String)] = [
    (
      .respond(status: 404, text: "<html>not archived</html>"),
      "missing: the source has no list for 2026-04-29"
    ),
    (
      .respond(text: "<!DOCTYPE html><title>Wayback Machine</title>"),
      "failed: the source returned an HTML page"
    ),
    (.respond(status: 503, text: "busy"), "unavailable: cannot fetch"),
    (.respond(status: 403, text: "Blocked Site Error"), "unavailable: cannot fetch"),
    (.truncated(body: [0x5B], missing: 5), "unavailable: cannot fetch"),
    (
      .respond(body: Array(CaptureFixture.packedEmptyArray.dropLast(4))),
      "failed: the list cannot be unpacked"
    ),
  ]

  @Test(arguments: badLists.indices) func aBadListIsAProblemOfTheCapture(index: Int) async throws {
    let (answer, words) = WaybackCaptureTests.badLists[index]
    let server = try LoopbackServer { _ in answer }
    let problem = await CaptureFixture.problem {
      try await fixture.wayback(archive(server)).list(of: capture())
    }
    #expect(problem.hasPrefix(words), "\(problem)")
    #expect(server.requests.count <= 4)
  }

  @Test func aCaptureWithoutATimeStampIsMissing() async throws {
    let server = try LoopbackServer { _ in .respond(text: "[]") }
    for id in ["", "2026", "2026042906000x", "20261329060000", "../../../secret"] {
      let problem = await CaptureFixture.problem {
        try await fixture.wayback(archive(server)).list(of: capture(id))
      }
      #expect(problem == "missing: wayback:https://example.org/list.json names its captures by 14 digits")
    }
    #expect(server.requests.isEmpty)
  }

  @Test func limitsAreWaitedForOrTold() async throws {
    let server = try LoopbackServer { request in
      request.number == 0
        ? .respond(status: 429, headers: ["Retry-After": "5"], text: "") : .respond(text: "[]")
    }
    _ = try await fixture.wayback(archive(server)).list(of: capture())
    #expect(fixture.waits == [.seconds(5)])
    let banned = try LoopbackServer { _ in .respond(status: 429, headers: ["Retry-After": "3600"], text: "") }
    for asksForList in [true, false] {
      let fixture = CaptureFixture()
      let source = fixture.wayback(archive(banned))
      let failure = await CaptureFixture.failure {
        if asksForList { _ = try await source.list(of: capture()) }
        return try await source.captures(from: nil, to: nil)
      }
      #expect(
        failure
          == "source: wayback:https://example.org/list.json: the server answers no more requests until "
          + "2026-05-01T07:00:00Z")
    }
    #expect(banned.requests.count == 2)
  }

  // MARK: Bad servers

  private static let badListings: [(LoopbackBehaviour, String)] = [
    (.respond(text: "<html><h1>Slow down</h1></html>"), "its listing looks like an HTML page"),
    (.respond(text: ""), "its listing is not JSON"),
    (.respond(text: "[[\"timestamp\""), "its listing is not JSON"),
    (.respond(body: [0x5B, 0x5B, 0x22, 0xC3, 0x22, 0x5D, 0x5D]), "its listing is not JSON"),
    (.respond(text: #"{"error":"no"}"#), "its listing is not an array of rows"),
    (.respond(text: "[\(header),7]"), "its listing is not an array of rows"),
    (.respond(text: #"[["original"],["x"]]"#), "does not name the columns asked for"),
    (.respond(text: #"[[1,2],["x"]]"#), "does not name the columns asked for"),
    (.respond(text: "[\(header),[\"20260429060000\"]]"), "a row without the time stamp of a capture"),
    (listing([row("notatime")]), "a row without the time stamp of a capture: \"notatime\""),
    (listing([row("2026042906000")]), "a row without the time stamp"),
    (listing([row("20260431060000")]), "a row without the time stamp"),
    (listing([row("19891231235959")]), "a row without the time stamp"),
    (listing([row("20260502060001")]), "a row without the time stamp"),
    (
      listing([row("20260429060000", "200", "D", original: "https://evil.example/list.json")]),
      "its listing is about another address: https://evil.example/list.json"
    ),
    (listing([], key: ""), "its listing leads on without a key"),
    (.respond(text: "[\(header),[],[]]"), "its listing leads on without a key"),
    (listing([row("20260429060000")], key: "SAME"), "its listing links back to an earlier page"),
    (.respond(status: 403, text: "Blocked Site Error"), "status 403"),
    (.respond(status: 500, text: "oops"), "status 500"),
    (.truncated(body: [0x5B], missing: 5), "cannot fetch"),
    (.endless, "larger than the limit of 16777216 bytes"),
  ]

  @Test(arguments: badListings.indices) func aBadListingIsAFailure(index: Int) async throws {
    let (answer, words) = WaybackCaptureTests.badListings[index]
    let server = try LoopbackServer { _ in answer }
    let failure = await CaptureFixture.failure {
      try await fixture.wayback(archive(server)).captures(from: nil, to: nil)
    }
    #expect(failure.hasPrefix("source: wayback:https://example.org/list.json: "))
    #expect(failure.contains(words), "\(failure)")
    #expect(server.requests.count <= 4)
  }

  @Test func pagesWithoutEndAreAFailure() async throws {
    let server = try LoopbackServer { WaybackCaptureTests.listing([], key: "KEY\($0.number)") }
    let failure = await CaptureFixture.failure {
      try await fixture.wayback(archive(server)).captures(from: nil, to: nil)
    }
    #expect(failure.contains("its listing has more than 500 pages"))
    #expect(server.requests.count == 500)
  }

  @Test func onlyAllowedHostsAreAsked() async throws {
    let server = try LoopbackServer { _ in .respond(text: "[]") }
    let source = fixture.wayback(archive(server), fixture.definition { $0.hosts = ["web.archive.org"] })
    let failure = await CaptureFixture.failure { try await source.captures(from: nil, to: nil) }
    #expect(failure.contains("not among those allowed: web.archive.org"))
    #expect(server.requests.isEmpty)
  }
}
