import MarqueeTestSupport
import Testing

@testable import HTTPFetch

@Suite struct PostTests {
  let fixture = FetcherFixture()

  private func request(_ url: String) -> FetchRequest {
    var request = FetchRequest(url: url)
    request.method = "POST"
    request.body = Array("a=1".utf8)
    return request
  }

  @Test func aBodyIsSentWithNoWordOfItsOwnAboutIt() async throws {
    let server = try LoopbackServer { _ in .respond(text: "ok") }
    var request = request("\(server.baseURL)/list")
    _ = try await fixture.fetch(request)
    request.headers = [HeaderField("Content-Type", "text/x")]
    request.body = []
    _ = try await fixture.fetch(request)
    #expect(server.requests.map(\.method) == ["POST", "POST"])
    #expect(server.requests.map(\.body) == [Array("a=1".utf8), []])
    #expect(server.requests.map { $0.header("Content-Type") } == [nil, "text/x"])
  }

  @Test func aLargeBodyMayBeSentSlowly() async throws {
    let server = try LoopbackServer { _ in .respond(text: "ok") }
    var request = request(server.baseURL)
    request.body = [UInt8](repeating: UInt8(ascii: "a"), count: 128 << 10)
    request.limits.bytesSentPerSecond = 256 << 10
    let start = ContinuousClock.now
    _ = try await fixture.fetch(request)
    // The first half is sent at once, the other half after a quarter of a second.
    #expect(ContinuousClock.now - start > .milliseconds(150))
    #expect(server.requests.first?.body == request.body)
  }

  @Test(arguments: [301, 302, 303]) func aRedirectMayTurnItIntoAGet(status: Int) async throws {
    let server = try LoopbackServer { request in
      request.path == "/a" ? .redirect(to: "/b", status: status) : .respond(text: "ok")
    }
    _ = try await fixture.fetch(request("\(server.baseURL)/a"))
    #expect(server.requests.map(\.method) == ["POST", "GET"])
    #expect(server.requests[1].body == [])
  }

  @Test(arguments: [307, 308]) func orSendItAgainToTheSameHostOnly(status: Int) async throws {
    let other = try LoopbackServer { _ in .respond(text: "ok") }
    let elsewhere = "http://localhost:\(other.port)/"
    let server = try LoopbackServer { request in
      switch request.path {
      case "/a": .redirect(to: "/b", status: status)
      case "/c": .redirect(to: elsewhere, status: status)
      default: .respond(text: "ok")
      }
    }
    _ = try await fixture.fetch(request("\(server.baseURL)/a"))
    #expect(server.requests.map(\.method) == ["POST", "POST"])
    #expect(server.requests[1].body == Array("a=1".utf8))
    let error = await fixture.failure(of: request("\(server.baseURL)/c"))
    #expect(error?.cause == .hostRefused("it redirects the request body to another host"))
    #expect(other.requests.isEmpty)
  }

  @Test func parametersOfAnAddressAreSetInPlace() {
    #expect(
      WebLink.setting("page", to: "2", in: "https://x.org/y?a=1&page=1#f") == "https://x.org/y?a=1&page=2#f")
    #expect(WebLink.setting("c", to: "a b&", in: "https://x.org/y") == "https://x.org/y?c=a%20b%26")
  }

  @Test func theNextLinkIsFoundAmongOthers() {
    func next(_ value: String) -> String? {
      FetchResponse(headers: [HeaderField("link", value)], effectiveURL: "").nextLink
    }
    #expect(next("</a?x=1,2>; rel=\"prev\", </b>; title=\"a, b\"; rel=next") == "/b")
    #expect(next("</b>; rel=\"last NEXT\"") == "/b")
    #expect(next("</b>; rel=\"nextish\"") == nil)
    #expect(next("nothing") == nil)
  }
}
