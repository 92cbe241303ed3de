import HTTPFetch
import MarqueeTestSupport
import Synchronization
import Testing

@Suite("Cancellation")
struct CancellationTests {
  private func cause(of task: Task<FetchResponse, any Error>) async -> FetchError.Cause? {
    do {
      _ = try await task.value
      return nil
    } catch {
      return (error as? FetchError)?.cause
    }
  }

  @Test("a cancelled task takes its transfer out at once, and the fetcher goes on", .timeLimit(.minutes(30)))
  func concurrency() async throws {
    let fetcher = FetcherFixture(maximumConnections: 1).makeFetcher()
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let server = try LoopbackServer { request in
      arrival.yield()
      return request.path == "/hang" ? .hang : .respond(text: "ok")
    }
    let task = Task { try await fetcher.fetch(FetchRequest(url: "\(server.baseURL)/hang")) }
    for await _ in arrivals { break }
    task.cancel()
    #expect(await cause(of: task) == .cancelled)
    #expect(try await fetcher.fetch(FetchRequest(url: server.baseURL)).text == "ok")
  }

  @Test("a task cancelled while its transfer waits for a turn is never sent", .timeLimit(.minutes(30)))
  func inQueue() async throws {
    let fetcher = FetcherFixture(maximumConnections: 1).makeFetcher()
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let server = try LoopbackServer { _ in
      arrival.yield()
      return .hang
    }
    let first = Task { try await fetcher.fetch(FetchRequest(url: "\(server.baseURL)/first")) }
    for await _ in arrivals { break }
    let second = Task { try await fetcher.fetch(FetchRequest(url: "\(server.baseURL)/second")) }
    second.cancel()
    #expect(await cause(of: second) == .cancelled)
    first.cancel()
    #expect(await cause(of: first) == .cancelled)
    #expect(Set(server.requests.map(\.path)) == ["/first"])
  }

  @Test("a cancelled wait between attempts ends the fetch")
  func betweenAttempts() async throws {
    let server = try LoopbackServer { _ in .respond(status: 503) }
    let fetcher = CurlFetcher(sleep: { _ in throw CancellationError() })
    do {
      _ = try await fetcher.fetch(FetchRequest(url: server.baseURL))
      Issue.record("the fetch went through")
    } catch {
      #expect(error.cause == .cancelled)
      #expect(error.attempts == 1)
      #expect(!error.isTransient)
    }
  }

  @Test("many cancelled at once leave nothing behind", .timeLimit(.minutes(30)))
  func many() async throws {
    let fetcher = FetcherFixture(maximumConnections: 4).makeFetcher()
    let server = try LoopbackServer { $0.path == "/hang" ? .hang : .respond(text: "ok") }
    let tasks = (0..<50).map { _ in
      Task { try await fetcher.fetch(FetchRequest(url: "\(server.baseURL)/hang")) }
    }
    for task in tasks { task.cancel() }
    for task in tasks { #expect(await cause(of: task) == .cancelled) }
    #expect(try await fetcher.fetch(FetchRequest(url: server.baseURL)).text == "ok")
  }
}
