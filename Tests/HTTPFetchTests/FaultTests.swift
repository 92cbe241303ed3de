import Foundation
import MarqueeTestSupport
import Testing

@testable import HTTPFetch

@Suite("Faults of servers and networks")
struct FaultTests {
  let fixture = FetcherFixture()
  let half = Array("half of".utf8)

  /// The error after all attempts against a server that always does `behaviour`, and the number of requests that it received.
  private func outcome(
    of behaviour: LoopbackBehaviour, limits: FetchLimits = FetchLimits()
  ) async throws -> (error: FetchError, requests: Int) {
    let server = try LoopbackServer { _ in behaviour }
    let error = await fixture.failure(of: FetchRequest(url: server.baseURL, limits: limits))
    return (try #require(error), server.requests.count)
  }

  @Test("a server that is not there is tried four times")
  func refused() async throws {
    let server = try LoopbackServer { _ in .respond() }
    let url = server.baseURL
    server.stop()
    let error = try #require(await fixture.failure(of: FetchRequest(url: url)))
    guard case .connectionFailed = error.cause else { throw error }
    #expect(error.isTransient)
    #expect(error.attempts == 4)
    #expect(fixture.pauses == [.milliseconds(500), .seconds(1), .seconds(2)])
  }

  @Test("a host that does not exist is transient: the network may be away")
  func unknownHost() async throws {
    let error = try #require(await fixture.failure(of: FetchRequest(url: "http://host.invalid/")))
    guard case .connectionFailed = error.cause else { throw error }
    #expect(error.attempts == 4)
  }

  @Test("a connection closed or reset before any answer is transient", arguments: [true, false])
  func noAnswer(isReset: Bool) async throws {
    let (error, requests) = try await outcome(of: isReset ? .reset : .closeWithoutAnswer)
    guard case .connectionFailed = error.cause else { throw error }
    #expect(error.attempts == 4)
    #expect(requests == 4)
  }

  @Test("a body cut short, reset or left without its last chunk is never taken for whole", arguments: 0..<4)
  func cutShort(which: Int) async throws {
    let behaviours: [LoopbackBehaviour] = [
      .truncated(body: half, missing: 1), .resetAfter(body: half, missing: 9), .chunkedCut(half),
      .garbageChunking,
    ]
    let (error, requests) = try await outcome(of: behaviours[which])
    guard case .truncated = error.cause else { throw error }
    #expect(error.isTransient)
    #expect(error.attempts == 4)
    #expect(requests == 4)
  }

  @Test("what is no HTTP is refused at once")
  func noHTTP() async throws {
    let (error, requests) = try await outcome(of: .raw(Array("220 mail.example.org ESMTP\r\n".utf8)))
    guard case .badAnswer = error.cause else { throw error }
    #expect(!error.isTransient)
    #expect(requests == 1)
  }

  @Test("a head without end is refused")
  func endlessHead() async throws {
    let line = "X-Filler: " + String(repeating: "a", count: 1_000) + "\r\n"
    let head = "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 400)
    let (error, requests) = try await outcome(of: .raw(Array(head.utf8)))
    guard case .badAnswer = error.cause else { throw error }
    #expect(requests == 1)
  }

  @Test(
    "a header line too long for libcurl is named so, in the head and behind a body",
    arguments: [
      "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 ",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
    ])
  func longLine(start: String) async throws {
    let (error, requests) = try await outcome(
      of: .raw(Array(start.utf8) + [UInt8](repeating: UInt8(ascii: "a"), count: 50_000_000)))
    #expect(error.cause == .badAnswer("the header lines of the answer are too long or too many"))
    #expect(error.hint == nil)
    #expect(requests == 1)
  }

  @Test(
    "a server that never answers ends in a timeout, at the stall limit or the total one",
    arguments: [true, false])
  func hang(isStall: Bool) async throws {
    let short = Duration.milliseconds(250)
    let long = Duration.seconds(30)
    let limits = FetchLimits(totalTimeout: isStall ? long : short, stallTimeout: isStall ? short : long)
    let server = try LoopbackServer { _ in .hang }
    let request = FetchRequest(url: server.baseURL, limits: limits, retry: RetryPolicy(attempts: 2))
    let error = try #require(await fixture.failure(of: request))
    guard case .timedOut = error.cause else { throw error }
    #expect(error.isTransient)
    #expect(error.attempts == 2)
    #expect(server.requests.count == 2)
  }

  @Test("a body that stops coming ends in a timeout at the stall limit")
  func stall() async throws {
    let limits = FetchLimits(stallTimeout: .milliseconds(60))
    let server = try LoopbackServer { _ in .hangAfter(body: Array("abc".utf8), missing: 4) }
    let error = try #require(
      await fixture.failure(of: FetchRequest(url: server.baseURL, limits: limits, retry: .never)))
    #expect(error.cause == .timedOut("no data arrived for 0.06 seconds"))
  }

  @Test("a body that comes a byte at a time is let be until the total limit")
  func drip() async throws {
    let server = try LoopbackServer { request in
      .drip(
        body: [UInt8](repeating: 65, count: request.path == "/short" ? 5 : 100_000),
        interval: .milliseconds(10))
    }
    let patient = FetchLimits(totalTimeout: .seconds(30), stallTimeout: .seconds(10))
    let whole = try await fixture.fetch(FetchRequest(url: "\(server.baseURL)/short", limits: patient))
    #expect(whole.text == "AAAAA")
    let limits = FetchLimits(totalTimeout: .milliseconds(150), stallTimeout: .seconds(10))
    let error = await fixture.failure(
      of: FetchRequest(url: "\(server.baseURL)/long", limits: limits, retry: .never))
    guard case .timedOut = error?.cause else { throw try #require(error) }
  }

  @Test("waiting for a turn counts towards no time limit")
  func waitingIsFree() async throws {
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let server = try LoopbackServer { request in
      arrival.yield()
      guard request.path == "/slow" else { return .respond(text: "at once") }
      return .drip(body: [UInt8](repeating: 65, count: 12), interval: .milliseconds(100))
    }
    let fetcher = FetcherFixture(maximumConnections: 1).makeFetcher()
    async let slow = fetcher.fetch(FetchRequest(url: "\(server.baseURL)/slow"))
    for await _ in arrivals { break }
    // This request waits for its turn for longer than its limits.
    let limits = FetchLimits(totalTimeout: .seconds(1), stallTimeout: .seconds(1))
    let quick = try await fetcher.fetch(FetchRequest(url: server.baseURL, limits: limits, retry: .never))
    #expect(quick.text == "at once")
    #expect(try await slow.body.count == 12)
  }

  @Test("a body past the limit is refused at once, announced or not", arguments: [true, false])
  func tooLarge(isAnnounced: Bool) async throws {
    let behaviour: LoopbackBehaviour =
      isAnnounced ? .hangAfter(body: [], missing: 100_001) : .endless
    let (error, requests) = try await outcome(of: behaviour, limits: FetchLimits(maximumBytes: 100_000))
    #expect(error.cause == .tooLarge(limit: 100_000))
    #expect(!error.isTransient)
    #expect(error.attempts == 1)
    #expect(requests == 1)
  }

  @Test("a body that fills the limit passes")
  func fillsLimit() async throws {
    let server = try LoopbackServer { _ in .respond(body: [UInt8](repeating: 1, count: 1_000)) }
    let request = FetchRequest(url: server.baseURL, limits: FetchLimits(maximumBytes: 1_000))
    #expect(try await fixture.fetch(request).body.count == 1_000)
  }

  @Test("an error stays that error, however large its page or badly it ends")
  func errorPage() async throws {
    let page = [UInt8](repeating: 60, count: 5_000)
    let server = try LoopbackServer { request in
      request.path == "/large"
        ? .respond(status: 404, body: page)
        : .raw(Array("HTTP/1.1 410 Gone\r\nContent-Length: 9\r\n\r\nhalf".utf8))
    }
    let limits = FetchLimits(maximumBytes: 100)
    for (path, status) in [("/large", 404), ("/cut", 410)] {
      let error = await fixture.failure(of: FetchRequest(url: server.baseURL + path, limits: limits))
      #expect(error?.cause == .status(status))
    }
  }

  @Test("https never falls back to plain http")
  func noFallback() async throws {
    // To a server without TLS the handshake is an unfinished request: the server waits for the rest.
    let server = try LoopbackServer { _ in .respond() }
    let url = "https://127.0.0.1:\(server.port)/"
    let limits = FetchLimits(connectTimeout: .milliseconds(100))
    let error = try #require(
      await fixture.failure(of: FetchRequest(url: url, limits: limits, retry: .never)))
    guard case .timedOut = error.cause else { throw error }
    #expect(server.requests.isEmpty)
  }
}
