import MarqueeTestSupport
import Testing

@testable import HTTPFetch

@Suite("Getting web addresses")
struct WebFetchTests {
  let fixture = FetcherFixture()

  @Test("an answer comes with status, headers, body, address and validators")
  func answer() async throws {
    let server = try LoopbackServer { _ in
      .respond(headers: ["ETag": "\"a1\"", "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"], text: "[1]")
    }
    let response = try await fixture.fetch(FetchRequest(url: "\(server.baseURL)/list.json?x=1"))
    #expect(response.status == 200)
    #expect(response.text == "[1]")
    #expect(response.effectiveURL == "\(server.baseURL)/list.json?x=1")
    #expect(!response.notModified)
    #expect(response.header("content-length") == "3")
    #expect(response.etag == "\"a1\"")
    #expect(response.lastModified == "Sun, 06 Nov 1994 08:49:37 GMT")
  }

  @Test("the request names the program, and carries the caller's headers and no others of note")
  func requestHead() async throws {
    let server = try LoopbackServer { _ in .respond(text: "ok") }
    _ = try await fixture.fetch(
      FetchRequest(
        url: "\(server.baseURL)/a%20b?c=d%26e",
        headers: [HeaderField("X-Key", "k"), HeaderField("X-Empty", "")]))
    let request = try #require(server.requests.first)
    #expect(request.method == "GET")
    #expect(request.target == "/a%20b?c=d%26e")
    #expect(request.query == ["c": "d&e"])
    #expect(request.headers.map(\.name) == ["Host", "User-Agent", "Accept", "X-Key", "X-Empty"])
    #expect(request.header("User-Agent") == "marquee/7.8")
    #expect(request.header("X-Key") == "k")
  }

  @Test("an empty body is an answer like any other")
  func emptyBody() async throws {
    let server = try LoopbackServer { _ in .respond() }
    #expect(try await fixture.fetch(FetchRequest(url: server.baseURL)).body == [])
  }

  @Test("a body in chunks comes whole")
  func chunks() async throws {
    let server = try LoopbackServer { _ in .chunks([Array("one ".utf8), Array("two".utf8)]) }
    #expect(try await fixture.fetch(FetchRequest(url: server.baseURL)).text == "one two")
  }

  @Test("gzip is asked for where the caller takes it, and handed over as it came")
  func gzipIsLeftAlone() async throws {
    let packed: [UInt8] = [0x1f, 0x8b, 8, 0, 1, 2, 3]
    let server = try LoopbackServer { _ in .respond(headers: ["Content-Encoding": "gzip"], body: packed) }
    let response = try await fixture.fetch(FetchRequest(url: server.baseURL, acceptsGzip: true))
    #expect(server.requests.first?.header("Accept-Encoding") == "gzip")
    #expect(response.body == packed)
  }

  @Test("an unchanged list comes back as not modified, without a body")
  func conditional() async throws {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    let server = try LoopbackServer { request in
      let isKnown =
        request.header("If-None-Match") == "W/\"v1\"" && request.header("If-Modified-Since") == date
      return isKnown ? .respond(status: 304, headers: ["ETag": "W/\"v1\""]) : .respond(text: "fresh")
    }
    let validators = CacheValidators(etag: "W/\"v1\"", lastModified: date)
    let response = try await fixture.fetch(FetchRequest(url: server.baseURL, validators: validators))
    #expect(response.notModified)
    #expect(response.body == [])
    #expect(response.etag == "W/\"v1\"")
    #expect(try await fixture.fetch(FetchRequest(url: server.baseURL)).text == "fresh")
  }

  @Test("“not modified” without having asked is an error")
  func unaskedNotModified() async throws {
    let server = try LoopbackServer { _ in .respond(status: 304) }
    #expect(await fixture.failure(of: FetchRequest(url: server.baseURL))?.cause == .status(304))
  }

  @Test("a part of the body does not pass for the whole")
  func partialContent() async throws {
    let server = try LoopbackServer { _ in .respond(status: 206, text: "half") }
    #expect(await fixture.failure(of: FetchRequest(url: server.baseURL))?.cause == .status(206))
  }

  @Test("a status that the caller accepts comes with its body")
  func acceptedStatus() async throws {
    let server = try LoopbackServer { _ in .respond(status: 401, text: "Invalid API key!") }
    let response = try await fixture.fetch(FetchRequest(url: server.baseURL, acceptedStatuses: [401]))
    #expect(response.status == 401)
    #expect(response.text == "Invalid API key!")
  }

  @Test("one request after the other goes over one connection")
  func reuse() async throws {
    let server = try LoopbackServer { _ in .respond(text: "ok") }
    let fetcher = fixture.makeFetcher()
    let start = ContinuousClock.now
    for _ in 0..<5 { _ = try await fetcher.fetch(FetchRequest(url: server.baseURL)) }
    #expect(server.requests.count == 5)
    #expect(server.connectionCount == 1 || FetcherFixture.mayHaveIdled(since: start))
  }

  @Test("requests are in flight together, never more than allowed, and each gets its own answer")
  func together() async throws {
    // The first three requests are answered only once all three are there.
    let gate = Gate(opensAt: 3)
    let server = try LoopbackServer { request in
      gate.arriveAndWait()
      return .respond(text: request.path)
    }
    let fetcher = FetcherFixture(maximumConnections: 3).makeFetcher()
    let texts = try await withThrowingTaskGroup(of: String.self) { group in
      for index in 0..<40 {
        group.addTask { try await fetcher.fetch(FetchRequest(url: "\(server.baseURL)/\(index)")).text }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(texts == Set((0..<40).map { "/\($0)" }))
    #expect(server.mostAtOnce == 3)
    #expect(server.connectionCount == 3)
  }

  @Test("hosts that are not allowed are not asked")
  func allowedHosts() async throws {
    let server = try LoopbackServer { _ in .respond(text: "ok") }
    let refused = await fixture.failure(of: FetchRequest(url: server.baseURL, allowedHosts: ["example.org"]))
    #expect(
      refused?.cause == .hostRefused("the host 127.0.0.1 is not among those allowed: example.org"))
    #expect(refused?.attempts == 0)
    #expect(server.requests.isEmpty)
    #expect(
      try await fixture.fetch(FetchRequest(url: server.baseURL, allowedHosts: ["127.0.0.1"])).text == "ok")
  }

  @Test(
    "an address that cannot be meant is refused before anything is sent",
    arguments: [
      "http://", "https://a b/", "list.json", "/srv/list.json", "http://user:pa55@example.org/",
      "http://[::1/",
    ])
  func badURL(url: String) async {
    let error = await fixture.failure(of: FetchRequest(url: url))
    guard case .badURL = error?.cause else {
      Issue.record("\(url) came out as \(String(describing: error))")
      return
    }
    #expect(error?.attempts == 0)
    #expect(error?.description.contains("pa55") == false)
  }

  @Test(
    "schemes other than http, https and file are refused", arguments: ["ftp", "gopher", "javascript", "data"])
  func otherSchemes(scheme: String) async {
    let error = await fixture.failure(of: FetchRequest(url: "\(scheme)://example.org/"))
    #expect(error?.cause == .schemeRefused(scheme))
  }

  @Test(
    "a header that would smuggle in another is refused",
    arguments: [
      HeaderField("X", "a\r\nY: b"), HeaderField("X\r\nY", "b"), HeaderField("", "b"),
      HeaderField("a:b", "c"),
    ])
  func smuggledHeader(header: HeaderField) async throws {
    let server = try LoopbackServer { _ in .respond(text: "ok") }
    let error = await fixture.failure(of: FetchRequest(url: server.baseURL, headers: [header]))
    #expect(error?.cause == .badHeader(header.name))
    #expect(server.requests.isEmpty)
  }
}
