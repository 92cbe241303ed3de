import Logging
import MarqueeTestSupport
import Synchronization
import Testing

@testable import HTTPFetch

/// Each request is logged, with the time that it took and without secrets.
@Suite struct RequestLogTests {
  private final class Messages: Sendable {
    let told = Mutex<[String]>([])
    let uptime = Mutex(Duration.zero)
  }

  /// Records messages as `message name=value …`, with the names sorted.
  private struct Notes: LogHandler {
    let messages: Messages
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
      messages.told.withLock { $0.append("\(event.message)" + values.joined()) }
    }
  }

  /// A fetcher whose uptime clock advances by a quarter of a second at each reading.
  private func fetcher(_ messages: Messages) -> CurlFetcher {
    var logger = Logger(label: "test") { _ in Notes(messages: messages) }
    logger.logLevel = .debug
    return CurlFetcher(
      sleep: { _ in }, random: { 1 },
      uptime: {
        messages.uptime.withLock { time in
          time += .milliseconds(250)
          return time
        }
      }, logger: logger)
  }

  @Test func eachAttemptIsToldWithoutTheKey() async throws {
    let messages = Messages()
    let script = Script(.respond(status: 503), .respond(text: "good"))
    let server = try LoopbackServer { _ in script.next() }
    var request = FetchRequest(url: "\(server.baseURL)/list?apikey=s3cr3t")
    request.secrets = ["s3cr3t"]
    _ = try await fetcher(messages).fetch(request)
    let url = "\(server.baseURL)/list?apikey=[redacted]"
    let told = messages.told.withLock { $0 }
    #expect(told.count == 3)
    #expect(
      told.first?.hasPrefix("request failed attempt=1 duration=0.25 seconds error=cannot fetch \(url): ")
        == true)
    #expect(
      told.dropFirst() == [
        "trying again attempt=2 pause=0.5 seconds url=\(url)",
        "request answered attempt=2 bytes=4 duration=0.25 seconds status=200 url=\(url)",
      ])
  }

  @Test func aFileIsToldToo() async throws {
    let messages = Messages()
    let folder = try TemporaryFolder()
    try folder.write("[]\n", to: "list.json")
    let url = "file:\(folder.path(of: "list.json"))"
    _ = try await fetcher(messages).fetch(FetchRequest(url: url))
    #expect(messages.told.withLock { $0 } == ["file read bytes=3 duration=0.25 seconds url=\(url)"])
  }
}
