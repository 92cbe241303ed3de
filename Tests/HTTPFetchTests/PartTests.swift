import MarqueeTestSupport
import Testing

@testable import HTTPFetch

/// Parts, heads, puts and exact paths: features of HTTP for clients of other protocols, such as S3.
@Suite struct PartTests {
  let fixture = FetcherFixture()

  @Test func aPartIsAnAnswerToWhoeverAskedForOne() async throws {
    let server = try LoopbackServer { _ in .respond(status: 206, text: "part") }
    var request = FetchRequest(url: server.baseURL)
    request.acceptedStatuses = [206]
    let response = try await fixture.fetch(request)
    #expect(response.status == 206)
    #expect(response.text == "part")
  }

  @Test func aHeadComesWithoutWaitingForTheBodyItSpeaksOf() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nX-Kept: yes\r\n\r\n"
    let server = try LoopbackServer { _ in .raw(Array(head.utf8)) }
    var request = FetchRequest(url: "\(server.baseURL)/a")
    request.method = "HEAD"
    let response = try await fixture.fetch(request)
    #expect(response.header("x-kept") == "yes")
    #expect(response.header("content-length") == "1000")
    #expect(response.body == [])
    #expect(server.requests.map(\.method) == ["HEAD"])
  }

  @Test func bytesArePutAsTheyAre() async throws {
    let server = try LoopbackServer { _ in .respond(text: "ok") }
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var request = FetchRequest(url: "\(server.baseURL)/a")
    request.method = "PUT"
    for body in [bytes, []] {
      request.body = body
      _ = try await fixture.fetch(request)
    }
    #expect(server.requests.map(\.method) == ["PUT", "PUT"])
    #expect(server.requests.map(\.body) == [bytes, []])
    #expect(server.requests.map { $0.header("Content-Length") } == ["200000", "0"])
  }

  @Test func aPathIsKeptOnlyWhereThatIsAskedFor() async throws {
    let server = try LoopbackServer { _ in .respond(text: "ok") }
    var request = FetchRequest(url: "\(server.baseURL)/a/../b/./%2F//c%20d?x=%2B&y=")
    _ = try await fixture.fetch(request)
    request.keepsPath = true
    _ = try await fixture.fetch(request)
    #expect(server.requests.map(\.target) == ["/b/%2F//c%20d?x=%2B&y=", "/a/../b/./%2F//c%20d?x=%2B&y="])
  }
}
