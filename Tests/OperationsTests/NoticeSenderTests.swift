import Foundation
import Glibc
import HTTPFetch
import JSON
import Logging
import MarqueeTestSupport
import Pipeline
import RankingModel
import Synchronization
import Testing

@testable import Jobs
@testable import Operations

@Suite struct NoticeSenderTests {
  private static let environment = [
    "HOOK_KEY": "s3cr3t-value", "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
  ]

  private func sender(_ folder: TemporaryFolder, _ more: [String: String] = [:], timeLimit: Double = 3600)
    -> NoticeSender
  {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let dependencies = RunDependencies(
      fetcher: CurlFetcher(sleep: { _ in }, logger: logger),
      environment: Self.environment.merging(more) { $1 },
      clock: { Instant("2026-05-01T12:00:00Z")! }, logger: logger)
    return NoticeSender(folder: folder.path, dependencies, timeLimit: timeLimit)
  }

  private func notice(_ event: NoticeEvent = .failed) -> Notice {
    let definition = JobDefinition(
      chart: ChartName("songs")!, title: "Songs", extract: Extraction(url: ""),
      transform: Transformation(fields: []), folder: "/", source: [])
    var notice = Notice(event, of: definition, on: [Day("2026-05-01")!])
    (notice.state, notice.reason, notice.run) = (.failed, "no row can be read", "run-1")
    notice.findings = [Finding(check: "rows", severity: .fail, message: "2 rows cannot be read")]
    return notice
  }

  /// The reason why `send` failed; nil if it succeeded.
  private func problem(
    _ sender: NoticeSender, _ kind: NoticeChannel.Kind, _ event: NoticeEvent = .failed
  ) async throws -> String? {
    do {
      try await sender.send(notice(event), over: NoticeChannel(kind))
      return nil
    } catch let problem as NoticeProblem { return problem.reason }
  }

  private static let json =
    #"{"chart":"songs","count":1,"day":"2026-05-01","days":["2026-05-01"],"event":"failed","#
    + #""findings":[{"check":"rows","message":"2 rows cannot be read","severity":"fail"}],"#
    + #""reason":"no row can be read","run":"run-1","state":"failed","#
    + #""text":"songs 2026-05-01: failed: no row can be read","title":"Songs"}"#

  @Test func aWebhookGetsTheNoticeWithItsHeaders() async throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { _ in .respond(status: 204) }
    var request = ListRequest()
    request.key = .environment("HOOK_KEY")
    request.headers = [HeaderField("Authorization", "Bearer {key}")]
    #expect(
      try await problem(
        sender(folder), .webhook(.url(server.baseURL + "/hooks/T0"), request: request)) == nil)
    let sent = try #require(server.requests.first)
    #expect(server.requests.count == 1)
    #expect(sent.method == "POST" && sent.target == "/hooks/T0")
    #expect(sent.header("Authorization") == "Bearer s3cr3t-value")
    #expect(sent.header("Content-Type") == "application/json")
    #expect(String(decoding: sent.body, as: UTF8.self) == Self.json)
  }

  @Test func anAddressMayBeASecretAndIsNeverShown() async throws {
    let folder = try TemporaryFolder()
    let status = Mutex(500)
    let server = try LoopbackServer { _ in .respond(status: status.withLock { $0 }, text: "no") }
    let secret = "/services/T0123/s3cr3t-path"
    let more = ["HOOK_URL": server.baseURL + secret + "\n", "FILE_URL": "file:///etc/passwd"]
    let hook = NoticeChannel.Kind.webhook(.secret(.environment("HOOK_URL")), request: ListRequest())
    let failed = try #require(try await problem(sender(folder, more), hook))
    #expect(failed.contains("http://127.0.0.1:\(server.port)/…: "), "\(failed)")
    #expect(failed.contains("500") && failed.contains("after 3 attempts"), "\(failed)")
    #expect(!failed.contains("s3cr3t") && !failed.contains("T0123"), "\(failed)")
    #expect(server.requests.map(\.target) == [secret, secret, secret])
    status.withLock { $0 = 404 }
    let absent = try #require(try await problem(sender(folder, more), hook))
    #expect(!absent.contains("s3cr3t") && !absent.contains("attempts"), "\(absent)")
    #expect(server.requests.count == 4)
    status.withLock { $0 = 200 }
    #expect(try await problem(sender(folder, more), hook) == nil)
    // A secret address must be set, and must be an http or https URL.
    #expect(
      try await problem(sender(folder), hook)
        == "the channel needs an address, and the environment variable HOOK_URL is not set")
    let other = NoticeChannel.Kind.ping(.secret(.environment("FILE_URL")), failure: nil)
    #expect(
      try await problem(sender(folder, more), other, .published)
        == "the address of the channel is not an http or https URL")
    #expect(NoticeChannel(hook).shown == "environment HOOK_URL")
    let literal = NoticeChannel.Kind.ping(.url("https://a.org:8080/s3cr3t?t=1"), failure: nil)
    #expect(NoticeChannel(literal).shown == "https://a.org:8080/…")
  }

  @Test func aWebhookThatLeadsElsewhereIsNotFollowed() async throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { request in
      request.path == "/hook" ? .redirect(to: "/other") : .respond(text: "ok")
    }
    let hook = NoticeChannel.Kind.webhook(.url(server.baseURL + "/hook"), request: ListRequest())
    #expect(try await problem(sender(folder), hook) != nil)
    #expect(server.requests.map(\.path) == ["/hook"])
  }

  @Test func aPingAsksForItsAddressesAndWaitsForNobody() async throws {
    let folder = try TemporaryFolder()
    let server = try LoopbackServer { $0.path == "/hang" ? .hang : .respond(text: "OK") }
    let ping = NoticeChannel.Kind.ping(
      .url(server.baseURL + "/good"), failure: .url(server.baseURL + "/good/fail"))
    #expect(try await problem(sender(folder), ping, .published) == nil)
    #expect(try await problem(sender(folder), ping, .test) == nil)
    #expect(try await problem(sender(folder), ping, .late) == nil)
    #expect(
      server.requests.map { "\($0.method) \($0.target)" } == ["GET /good", "GET /good", "GET /good/fail"])
    let without = NoticeChannel.Kind.ping(.url(server.baseURL + "/good"), failure: nil)
    #expect(try await problem(sender(folder), without, .failed) == nil)
    #expect(server.requests.count == 3)
    let hanging = NoticeChannel.Kind.ping(.url(server.baseURL + "/hang"), failure: nil)
    #expect(try await problem(sender(folder, timeLimit: 0.3), hanging, .published) != nil)
  }

  @Test func aProgramGetsTheNoticeAndWhatItsArgumentsAskFor() async throws {
    let folder = try TemporaryFolder()
    let script = try folder.write(
      "#!/bin/sh\necho \"$* $HOOK_KEY ${HOOK_URL:-none}\" > told.args\ncat > told.json\n", to: "tell.sh")
    #expect(chmod(script, 0o755) == 0)
    let command = ListCommand(
      words: ["./tell.sh", "{chart}", "{day}", "{event}", "{state}"], environment: ["HOOK_KEY"])
    #expect(try await problem(sender(folder, ["HOOK_URL": "x"]), .command(command)) == nil)
    let told = try String(contentsOfFile: folder.path(of: "told.args"), encoding: .utf8)
    #expect(told == "songs 2026-05-01 failed failed s3cr3t-value none\n")
    #expect(try String(contentsOfFile: folder.path(of: "told.json"), encoding: .utf8) == Self.json)
  }

  @Test func aProgramThatFailsIsTriedThreeTimesAndShowsNoSecret() async throws {
    let folder = try TemporaryFolder()
    let script = try folder.write(
      "#!/bin/sh\necho x >> tries\necho \"token $HOOK_KEY\" >&2\nexit 3\n", to: "tell.sh")
    #expect(chmod(script, 0o755) == 0)
    let command = ListCommand(words: ["./tell.sh"], environment: ["HOOK_KEY"])
    #expect(
      try await problem(sender(folder), .command(command))
        == "the command ./tell.sh ended with exit code 3: token [redacted], after 3 attempts")
    #expect(try String(contentsOfFile: folder.path(of: "tries"), encoding: .utf8) == "x\nx\nx\n")
    // A program need not read the notice.
    let silent = ListCommand(words: ["/bin/sh", "-c", "exit 0"])
    #expect(try await problem(sender(folder), .command(silent)) == nil)
    let slow = ListCommand(words: ["/bin/sh", "-c", "sleep 60"])
    #expect(try await problem(sender(folder, timeLimit: 0.3), .command(slow)) != nil)
  }

  @Test func aNoticeOfManyDaysStaysSmall() throws {
    var many = notice(.quarantined)
    many.days = (0..<3000).map { Day("2010-01-01")!.advanced(by: $0) }
    many.reason = String(repeating: "é\u{1B}", count: 10_000)
    many.findings = (0..<100).map { number in
      Finding(check: "c\(number)", severity: .warn, message: String(repeating: "ü", count: 10_000))
    }
    let bytes = CanonicalJSON.bytes(many.json)
    #expect(bytes.count < 32 << 10)
    let json = try JSONReader.read(bytes)
    #expect(json["count"] == 3000)
    #expect(json["days"]?.array?.count == 50)
    #expect(json["days"]?.array?.last == json["day"])
    #expect(many.text.hasPrefix("songs: 3000 days, 2010-01-01, 2010-01-02, "))
  }
}
