import MarqueeTestSupport
import Testing

@testable import HTTPFetch

@Suite("Redirects")
struct RedirectTests {
  let fixture = FetcherFixture()

  @Test("a redirect is followed, relative or not", arguments: [301, 302, 303, 307, 308])
  func followed(status: Int) async throws {
    let server = try LoopbackServer { request in
      switch request.path {
      case "/a/start": .redirect(to: "../b?x=1", status: status)
      default: .respond(text: request.target)
      }
    }
    let start = ContinuousClock.now
    let response = try await fixture.fetch(FetchRequest(url: "\(server.baseURL)/a/start"))
    #expect(response.text == "/b?x=1")
    #expect(response.effectiveURL == "\(server.baseURL)/b?x=1")
    #expect(server.connectionCount == 1 || FetcherFixture.mayHaveIdled(since: start))
  }

  @Test("a loop is one clear error, tried once, after as many redirects as are allowed")
  func loop() async throws {
    let server = try LoopbackServer { request in .redirect(to: request.path == "/a" ? "/b" : "/a") }
    let request = FetchRequest(url: "\(server.baseURL)/a", limits: FetchLimits(maximumRedirects: 3))
    let error = try #require(await fixture.failure(of: request))
    #expect(error.cause == .redirectLimit(3))
    #expect(!error.isTransient)
    #expect(error.attempts == 1)
    #expect(server.requests.map(\.path) == ["/a", "/b", "/a", "/b"])
    #expect(
      error.description
        == "cannot fetch \(server.baseURL)/a: it redirects more than 3 times (two addresses may redirect to "
        + "each other: open it in a browser and use the final address)")
  }

  @Test("with no redirects allowed, the first one is an error")
  func none() async throws {
    let server = try LoopbackServer { _ in .redirect(to: "/b") }
    let request = FetchRequest(url: server.baseURL, limits: FetchLimits(maximumRedirects: 0))
    #expect(await fixture.failure(of: request)?.cause == .redirectLimit(0))
  }

  @Test(
    "a redirect never leads to another scheme",
    arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "FILE:x"])
  func otherScheme(target: String) async throws {
    let server = try LoopbackServer { _ in .redirect(to: target) }
    let error = await fixture.failure(of: FetchRequest(url: server.baseURL))
    #expect(error?.cause == .schemeRefused(String(target.prefix { $0 != ":" }).lowercased()))
    #expect(error?.isTransient == false)
    let scheme = target.prefix { $0 != ":" }.lowercased()
    #expect(
      error?.description
        == "cannot fetch \(server.baseURL): it redirects to an address with the scheme “\(scheme)”, and redirects may "
        + "lead to http and https only")
  }

  @Test("a redirect to a host that is not allowed is refused before it is asked")
  func otherHost() async throws {
    let other = try LoopbackServer { _ in .respond(text: "secret place") }
    let server = try LoopbackServer { _ in .redirect(to: "http://localhost:\(other.port)/") }
    let error = await fixture.failure(of: FetchRequest(url: server.baseURL, allowedHosts: ["127.0.0.1"]))
    #expect(
      error?.cause
        == .hostRefused("it redirects to the host localhost, which is not among those allowed: 127.0.0.1"))
    #expect(error?.isTransient == false)
    #expect(other.requests.isEmpty)
  }

  @Test(
    "however a redirect spells its host, one that is not allowed is not asked",
    arguments: [
      "//localhost:PORT/", "HTTP://LOCALHOST:PORT/", "///localhost:PORT/", "http:///localhost:PORT/",
      "http:localhost:PORT/", "/\\localhost:PORT/", "\\\\localhost:PORT/", "http://127.0.0.1@localhost:PORT/",
      "http://127.0.0.1:80@localhost:PORT/", "http://localhost:PORT#@127.0.0.1/", "http://%6cocalhost:PORT/",
      "http://localhost.:PORT/", "http://0:PORT/", "http://[::ffff:127.0.0.1]:PORT/",
      "http://127.1.1.1:PORT/",
    ])
  func spellingsOfHosts(location: String) async throws {
    let other = try LoopbackServer { _ in .respond(text: "secret place") }
    let location = location.replacing("PORT", with: "\(other.port)")
    // A location that is read as a path of the same host is followed once, and answered.
    let server = try LoopbackServer { $0.path == "/start" ? .redirect(to: location) : .respond(text: "home") }
    _ = await fixture.failure(of: FetchRequest(url: "\(server.baseURL)/start", allowedHosts: ["127.0.0.1"]))
    #expect(other.requests.isEmpty)
  }

  @Test("a redirect to a host below an allowed name is followed")
  func hostBelow() async throws {
    // Every name below localhost is this machine (RFC 6761, 6.3).
    let other = try LoopbackServer { _ in .respond(text: "here") }
    let server = try LoopbackServer { _ in .redirect(to: "http://lists.localhost:\(other.port)/") }
    let request = FetchRequest(url: server.baseURL, allowedHosts: ["127.0.0.1", "*.localhost"])
    #expect(try await fixture.fetch(request).text == "here")
    let refused = await fixture.failure(
      of: FetchRequest(url: server.baseURL, allowedHosts: ["127.0.0.1", "*.org"]))
    guard case .hostRefused = refused?.cause else { throw try #require(refused) }
  }

  @Test(
    "a pattern with an asterisk means the hosts below a name and nothing else",
    arguments: [
      ("*.example.org", "a.example.org", true), ("*.example.org", "a.b.example.org", true),
      ("*.Example.org", "A.example.ORG", true), ("*.example.org", "example.org", false),
      ("*.example.org", ".example.org", false), ("*.example.org", "badexample.org", false),
      ("*.example.org", "a.example.org.evil.net", false), ("*.example.org", "a.example.org.", false),
      ("*.0.0.1", "127.0.0.1", false), ("*.example.org", "[::1]", false),
      ("example.org", "a.example.org", false),
      ("*", "example.org", false),
    ])
  func hostPattern(pattern: String, host: String, matches: Bool) {
    #expect(HostPattern(pattern).matches(host) == matches)
  }

  @Test("own headers stay with the host they were meant for, and do not come back on a way home")
  func headersStay() async throws {
    let home = try LoopbackServer { request in
      request.path == "/start" ? .redirect(to: request.query["to"] ?? "") : .respond(text: "home")
    }
    let other = try LoopbackServer { _ in .redirect(to: "\(home.baseURL)/end") }
    let request = FetchRequest(
      url: "\(home.baseURL)/start?to=\(other.baseURL)", headers: [HeaderField("X-Key", "k")])
    _ = try await fixture.fetch(request)
    #expect(home.requests.map { $0.header("X-Key") } == ["k", nil])
    #expect(other.requests.map { $0.header("X-Key") } == [nil])
    #expect(other.requests.first?.header("User-Agent") == "marquee/7.8")
  }

  @Test("own headers go along to another path of the same host")
  func headersGoAlong() async throws {
    let server = try LoopbackServer { request in
      request.path == "/a" ? .redirect(to: "/b") : .respond(text: "ok")
    }
    _ = try await fixture.fetch(
      FetchRequest(url: "\(server.baseURL)/a", headers: [HeaderField("X-Key", "k")]))
    #expect(server.requests.map { $0.header("X-Key") } == ["k", "k"])
  }

  @Test(
    "a redirect that would show a secret to another host is refused",
    arguments: ["k3y+1", "k3y%2B1", "k3y%2b1", "K3Y%2B1", "k3y%252B1", "k3y&#43;1"])
  func secretStays(spelling: String) async throws {
    let other = try LoopbackServer { _ in .respond(text: "thanks") }
    let server = try LoopbackServer { _ in .redirect(to: "\(other.baseURL)/?apikey=\(spelling)") }
    let error = await fixture.failure(
      of: FetchRequest(url: "\(server.baseURL)/?apikey=\(spelling)", secrets: ["k3y+1"]))
    #expect(error?.cause == .hostRefused("it redirects to http://127.0.0.1, which would receive a secret"))
    #expect(other.requests.isEmpty)
    #expect(error?.description.contains("k3y") == false)
  }

  @Test("a redirect without a place to go is an error with its status")
  func noLocation() async throws {
    let server = try LoopbackServer { _ in .respond(status: 302) }
    #expect(await fixture.failure(of: FetchRequest(url: server.baseURL))?.cause == .status(302))
  }
}
