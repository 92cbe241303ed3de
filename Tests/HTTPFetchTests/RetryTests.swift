import MarqueeTestSupport
import Testing

@testable import HTTPFetch

@Suite("Retries")
struct RetryTests {
  @Test(
    "a transient status is tried again until it passes",
    arguments: [
      408, 425, 429, 500, 501, 502, 503, 504, 522, 599,
    ])
  func transientStatus(status: Int) async throws {
    let fixture = FetcherFixture()
    let script = Script(
      .respond(status: status, text: "sorry"), .respond(status: status), .respond(text: "ok"))
    let server = try LoopbackServer { _ in script.next() }
    let response = try await fixture.fetch(FetchRequest(url: server.baseURL))
    #expect(response.text == "ok")
    #expect(server.requests.count == 3)
    #expect(fixture.pauses == [.milliseconds(500), .seconds(1)])
  }

  @Test("any other error of the request is final", arguments: [400, 401, 403, 404, 405, 410, 418, 451])
  func terminalStatus(status: Int) async throws {
    let fixture = FetcherFixture()
    let server = try LoopbackServer { _ in .respond(status: status) }
    let error = try #require(await fixture.failure(of: FetchRequest(url: server.baseURL)))
    #expect(error.cause == .status(status))
    #expect(!error.isTransient)
    #expect(error.attempts == 1)
    #expect(server.requests.count == 1)
    #expect(fixture.pauses == [])
  }

  @Test("after the last attempt the error says how many there were")
  func exhausted() async throws {
    let fixture = FetcherFixture()
    let server = try LoopbackServer { _ in .respond(status: 522) }
    let error = try #require(await fixture.failure(of: FetchRequest(url: server.baseURL)))
    #expect(error.attempts == 4)
    #expect(server.requests.count == 4)
    #expect(
      error.description
        == "cannot fetch \(server.baseURL): the server answered with status 522 (the origin server did not "
        + "respond), after 4 attempts (the fault is the server's: run it again later)")
  }

  @Test("a reset in mid-body is made good by the next attempt")
  func resetThenWhole() async throws {
    let script = Script(.resetAfter(body: [1, 2, 3], missing: 5), .respond(body: [9, 9]))
    let server = try LoopbackServer { _ in script.next() }
    let response = try await FetcherFixture().fetch(FetchRequest(url: server.baseURL))
    #expect(response.body == [9, 9])
    #expect(server.requests.count == 2)
  }

  @Test(
    "a request is sent once an attempt, even over a connection that breaks after good use",
    arguments: [true, false])
  func noHiddenRetry(isReset: Bool) async throws {
    let server = try LoopbackServer { request in
      request.path == "/good" ? .respond(text: "ok") : isReset ? .reset : .closeWithoutAnswer
    }
    let fetcher = FetcherFixture().makeFetcher()
    for attempts in [1, 3] {
      _ = try await fetcher.fetch(FetchRequest(url: "\(server.baseURL)/good"))
      let before = server.requests.count
      let request = FetchRequest(url: "\(server.baseURL)/bad", retry: RetryPolicy(attempts: attempts))
      let error = await #expect(throws: FetchError.self) { try await fetcher.fetch(request) }
      #expect(error?.attempts == attempts)
      #expect(server.requests.count - before == attempts)
      guard case .connectionFailed = error?.cause else { throw try #require(error) }
    }
  }

  @Test("pauses double up to the ceiling, and jitter takes away up to half")
  func pauses() {
    let policy = RetryPolicy(base: .seconds(1), ceiling: .seconds(5))
    #expect(
      (1...5).map { policy.pause(afterAttempt: $0, random: 1) } == [1, 2, 4, 5, 5].map { .seconds($0) })
    #expect(policy.pause(afterAttempt: 2, random: 0) == .seconds(1))
    #expect(policy.pause(afterAttempt: 2, random: 0.5) == .milliseconds(1_500))
    #expect(policy.pause(afterAttempt: 1_000_000, random: 1) == .seconds(5))
    // The longer one of what the policy says and what the server asks for.
    #expect(policy.pause(afterAttempt: 2, asked: .zero, random: 1) == .seconds(2))
    #expect(policy.pause(afterAttempt: 2, asked: .seconds(3), random: 1) == .seconds(3))
    #expect(
      policy.pause(afterAttempt: 2, asked: policy.retryAfterCeiling, random: 1) == policy.retryAfterCeiling)
    #expect(policy.pause(afterAttempt: 2, asked: policy.retryAfterCeiling + .seconds(1), random: 1) == nil)
  }

  @Test("a number of seconds to wait is honoured")
  func retryAfterSeconds() async throws {
    let fixture = FetcherFixture()
    let script = Script(.respond(status: 429, headers: ["Retry-After": "7"]), .respond(text: "ok"))
    let server = try LoopbackServer { _ in script.next() }
    #expect(try await fixture.fetch(FetchRequest(url: server.baseURL)).text == "ok")
    #expect(fixture.pauses == [.seconds(7)])
  }

  @Test(
    "a date to wait for is honoured in each form of HTTP",
    arguments: [
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
  func retryAfterDate(date: String) async throws {
    // 1994-11-06 08:49:37 UTC is 784111777 seconds after 1970.
    let fixture = FetcherFixture(time: 784_111_777 - 25)
    let script = Script(.respond(status: 503, headers: ["Retry-After": date]), .respond(text: "ok"))
    let server = try LoopbackServer { _ in script.next() }
    #expect(try await fixture.fetch(FetchRequest(url: server.baseURL)).text == "ok")
    #expect(fixture.pauses == [.seconds(25)])
  }

  @Test(
    "a date that has passed, or words, leave the usual pause",
    arguments: [
      "Sun, 06 Nov 1994 08:49:37 GMT", "soon", "-5", "",
    ])
  func retryAfterOfNoUse(value: String) async throws {
    let fixture = FetcherFixture(time: 1_700_000_000)
    let script = Script(.respond(status: 503, headers: ["Retry-After": value]), .respond(text: "ok"))
    let server = try LoopbackServer { _ in script.next() }
    #expect(try await fixture.fetch(FetchRequest(url: server.baseURL)).text == "ok")
    #expect(fixture.pauses == [.milliseconds(500)])
  }

  @Test(
    "a wait longer than the ceiling ends the fetch, and the error says so",
    arguments: [
      ("61", 61), ("99999999999999999999999", 1 << 40),
    ])
  func retryAfterTooLong(value: String, seconds: Int) async throws {
    let fixture = FetcherFixture()
    let server = try LoopbackServer { _ in .respond(status: 429, headers: ["Retry-After": value]) }
    let error = try #require(await fixture.failure(of: FetchRequest(url: server.baseURL)))
    #expect(error.cause == .retryAfterTooLong(status: 429))
    #expect(error.retryAfter == .seconds(seconds))
    #expect(error.isTransient)
    #expect(error.attempts == 1)
    #expect(server.requests.count == 1)
    #expect(fixture.pauses == [])
    #expect(
      error.description
        == "cannot fetch \(server.baseURL): the server answered with status 429 (too many requests) and asks "
        + "to wait \(seconds) seconds, which is longer than the limit (run it again then)")
  }

  @Test("the wait that the server asked for stays in the error after the last attempt")
  func retryAfterInError() async throws {
    let server = try LoopbackServer { _ in .respond(status: 503, headers: ["Retry-After": "3"]) }
    let error = await FetcherFixture().failure(of: FetchRequest(url: server.baseURL, retry: .never))
    #expect(error?.retryAfter == .seconds(3))
    #expect(error?.cause == .status(503))
  }
}
