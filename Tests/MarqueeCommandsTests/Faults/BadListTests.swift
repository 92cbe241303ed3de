import Foundation
import MarqueeTestSupport
import Testing

/// Bad lists and failing sources. Each gives one message and its exit code, leaves a readable lake, and the next run succeeds.
@Suite(.timeLimit(.minutes(30))) struct BadListTests {
  /// A bad list or a failing source.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var list: LoopbackBehaviour
    var extract: [String] = []
    var status: Int32
    var words: [String]
    /// Words that `runs show` prints about the run as well.
    var details: [String] = []
  }

  static let good = Array(LoopbackFixture.list().utf8)
  static let failed: Int32 = 12
  static let missing: Int32 = 13
  static let unavailable: Int32 = 21
  static let quarantined: Int32 = 11
  /// The memory in MiB that has to be enough for any bad list.
  static let memory = 512

  static let contents = [
    Case(
      testDescription: "not JSON", list: .respond(text: "rank;title\n1;One\n"), status: failed,
      words: ["not JSON"]),
    Case(
      testDescription: "JSON cut short", list: .respond(body: Array(good.dropLast(40))), status: failed,
      words: ["not JSON", "end"]),
    Case(testDescription: "an empty body", list: .respond(body: []), status: failed, words: ["empty"]),
    Case(
      testDescription: "a web page with status 200",
      list: .respond(text: "<!DOCTYPE html><html><body>Are you a robot?</body></html>"), status: failed,
      words: ["HTML page"]),
    Case(
      testDescription: "bytes that are not UTF-8",
      list: .respond(
        body: Array(#"{"items":[{"id":"tt1","rank":1,"title":""#.utf8) + [0xC3, 0x28] + Array(#""}]}"#.utf8)),
      status: failed, words: ["UTF-8"]),
    Case(
      testDescription: "no array at its place", list: .respond(text: #"{"films":[]}"#), status: failed,
      words: ["/items"]),
    Case(
      testDescription: "no array but an object", list: .respond(text: #"{"items":{"id":"tt1"}}"#),
      status: failed, words: ["/items"]),
    Case(
      testDescription: "100,000 arrays in each other",
      list: .respond(text: #"{"items":"# + String(repeating: "[", count: 100_000)), status: failed,
      words: ["deep"]),
    Case(
      testDescription: "an item twice",
      list: .respond(text: LoopbackFixture.list(["tt1", "tt2", "tt1"])), status: quarantined,
      words: ["duplicate id"],
      details: ["tt1"]),
    Case(
      testDescription: "rank 0",
      list: .respond(
        text: #"{"items":[{"id":"tt1","rank":0,"title":"One"},{"id":"tt2","rank":1,"title":"Two"}]}"#),
      status: quarantined, words: ["1 of 2 rows cannot be read"], details: ["rank"]),
    Case(
      testDescription: "a rank past 2^53",
      list: .respond(text: #"{"items":[{"id":"tt1","rank":18446744073709551617,"title":"One"}]}"#),
      status: quarantined, words: ["cannot be read"], details: ["rank", "2^53"]),
  ]

  static let transfers = [
    Case(
      testDescription: "a body past the cap",
      list: .respond(body: good + [UInt8](repeating: 32, count: 2048)),
      extract: ["maximum-size: 1KiB"], status: unavailable, words: ["larger than the limit of 1024 bytes"]),
    Case(
      testDescription: "a body without end", list: .endless, extract: ["maximum-size: 1MiB"],
      status: unavailable,
      words: ["larger than the limit"]),
    Case(
      testDescription: "a redirect loop", list: .redirect(to: "/list"), status: unavailable,
      words: ["redirects more than"]),
    Case(
      testDescription: "a reset in mid-body", list: .resetAfter(body: Array(good.prefix(100)), missing: 400),
      status: unavailable, words: ["/list"]),
    Case(
      testDescription: "a body that ends too soon", list: .truncated(body: good, missing: 10),
      status: unavailable,
      words: ["/list"]),
    Case(
      testDescription: "a server that never answers", list: .hang, extract: ["total-timeout: 300ms"],
      status: unavailable, words: ["/list", "check the network"]),
    Case(
      testDescription: "a server that stops in mid-body",
      list: .hangAfter(body: Array(good.prefix(100)), missing: 10),
      extract: ["total-timeout: 0.3s"], status: unavailable, words: ["/list"]),
    Case(
      testDescription: "a server that asks for an hour's patience",
      list: .respond(status: 429, headers: ["Retry-After": "3600"]), extract: ["attempts: 4"],
      status: unavailable,
      words: ["429", "3600 seconds"]),
    Case(
      testDescription: "a server at fault", list: .respond(status: 522), status: unavailable, words: ["522"]),
    Case(
      testDescription: "no such list", list: .respond(status: 404), status: missing, words: ["no list for"]),
  ]

  @Test(.serialized, arguments: contents + transfers) func aBadListIsToldOnceAndLeavesNothing(_ bad: Case)
    async throws
  {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(extract: bad.extract)
    fixture.serve(list: bad.list)
    let ending = try await fixture.start(["run", job], memory: Self.memory).ending()
    expectOneMessage(ending, status: bad.status, saying: bad.words)
    #expect(fixture.temporaryFiles().isEmpty)
    #expect(try await fixture.marquee("chart", "test").status == 14)
    for detail in bad.details {
      let told = try await fixture.lastRun().output
      #expect(told.contains(detail), "\(told)")
    }
    try await expectTheNextRunToBeFine(fixture)
  }

  @Test(arguments: [false, true]) func fourGibibytesPackedAreRefusedEarly(declared: Bool) async throws {
    // 64 members of 64 MiB each.
    let fixture = try LoopbackFixture()
    _ = try shell("head -c 67108864 /dev/zero | gzip -1 > \(fixture.folder.path(of: "member.gz"))")
    let member = Array(try Data(contentsOf: URL(fileURLWithPath: fixture.folder.path(of: "member.gz"))))
    let bomb = (0..<64).flatMap { _ in member }
    let headers = declared ? ["Content-Encoding": "gzip"] : ["Content-Type": "application/gzip"]
    fixture.serve(list: .respond(headers: headers, body: bomb))
    let job = try fixture.job(extract: ["maximum-size: 4MiB"])
    let ending = try await fixture.start(["run", job], memory: Self.memory).ending()
    #expect([Self.failed, Self.unavailable].contains(ending.status))
    expectOneMessage(ending, status: ending.status, saying: ["limit", "4194304"])
    #expect(fixture.temporaryFiles().isEmpty)
    try await expectTheNextRunToBeFine(fixture)
  }

  @Test func aNumberPastTheExactOnesIsNamedAndLeftOut() async throws {
    let fixture = try LoopbackFixture()
    fixture.serve(
      list: .respond(text: #"{"items":[{"id":"tt1","rank":1,"title":"One","votes":9007199254740993}]}"#))
    let job = try fixture.job(fields: ["votes: { from: /votes, type: integer }"])
    #expect(try await fixture.marquee("run", job).status == 0)
    let told = try await fixture.lastRun().output
    #expect(told.contains("votes"))
    #expect(told.contains("9007199254740993"))
    let version = try await fixture.marquee("snapshot", "cat", "test").output
    #expect(!version.contains("900719925474099"))
  }

  @Test func aServerThatAsksForPatienceIsAskedAgain() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(extract: ["attempts: 2"])
    fixture.serve { [unowned fixture] request in
      guard request.path == "/list", fixture.lists == 1 else { return nil }
      return .respond(status: 429, headers: ["Retry-After": "0"])
    }
    let ending = try await fixture.marquee("run", job)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(fixture.lists == 2)
  }

  @Test func aBadListTakesNothingFromAPublishedDay() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    #expect(try await fixture.marquee("run", job).status == 0)
    let before = try await fixture.marquee("snapshot", "cat", "test")
    fixture.serve(list: .respond(text: "<html>"))
    expectOneMessage(try await fixture.marquee("run", job), status: Self.failed, saying: ["HTML page"])
    let after = try await fixture.marquee("snapshot", "cat", "test")
    #expect(after.status == 0)
    #expect(after.output == before.output)
  }

  private func expectTheNextRunToBeFine(_ fixture: LoopbackFixture) async throws {
    fixture.serve { _ in nil }
    let next = try await fixture.marquee("run", try fixture.job())
    #expect(next.status == 0, "\(next.errors)")
    let chart = try await fixture.marquee("chart", "test", "--format", "csv")
    #expect(chart.status == 0)
    #expect(LoopbackFixture.items.allSatisfy { chart.output.contains($0) })
  }
}
