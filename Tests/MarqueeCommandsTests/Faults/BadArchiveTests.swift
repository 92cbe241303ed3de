import Foundation
import MarqueeTestSupport
import Testing

/// Backfills from a web archive that misbehaves. Each ends soon, in little memory, with its exit code and a clear message. The
/// lake stays sound, and the same backfill succeeds once the archive is well.
@Suite(.timeLimit(.minutes(30))) struct BadArchiveTests {
  /// A bad answer of a web archive, in place of its listing or of the only capture that it lists.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: LoopbackBehaviour
    var extract: [String] = []
    var status: Int32 = 21
    /// Words that the backfill writes to standard error.
    var words: [String]
  }

  /// The memory in MiB that has to be enough for each case.
  private static let memory = 256
  private static let header = #"["timestamp","original","statuscode","digest"]"#
  private static let listing = rows([row("20260429060000")])

  private static func rows(_ rows: [String]) -> String { "[\(([header] + rows).joined(separator: ","))]" }

  private static func row(_ timestamp: String, _ address: String = "https://example.org/list.json") -> String
  {
    #"["\#(timestamp)","\#(address)","200","D"]"#
  }

  private static let page = "<!DOCTYPE html><html><title>Slow down</title></html>"
  private static let day = LoopbackBehaviour.respond(
    status: 429, headers: ["Retry-After": "86400"], text: "slow down")
  private static let drip = LoopbackBehaviour.drip(
    body: [UInt8](repeating: 32, count: 400), interval: .milliseconds(50))

  static let listings = [
    Case(testDescription: "a web page", answer: .respond(text: page), words: ["an HTML page"]),
    Case(testDescription: "no body", answer: .respond(body: []), words: ["its listing is not JSON"]),
    Case(
      testDescription: "a body without end", answer: .endless, words: ["larger than the limit of 16777216"]),
    Case(
      testDescription: "four million empty rows",
      answer: .respond(text: "[" + String(repeating: "[],", count: 4_000_000) + "[]]"),
      words: ["its listing is not JSON", "more than 1000000"]),
    Case(
      testDescription: "arrays within arrays", answer: .respond(text: String(repeating: "[", count: 100_000)),
      words: ["nested deeper than 128 levels"]),
    Case(
      testDescription: "words that a terminal would act on",
      answer: .respond(text: rows([row(#"\u001b[31m\u202e2026"#)])),
      words: ["a row without the time stamp of a capture"]),
    Case(
      testDescription: "captures of a time to come", answer: .respond(text: rows([row("20991231000000")])),
      words: ["a row without the time stamp of a capture"]),
    Case(
      testDescription: "another address",
      answer: .respond(text: rows([row("20260429060000", "https://evil.example/x")])),
      words: ["about another address: https://evil.example/x"]),
    Case(
      testDescription: "the same page over and over",
      answer: .respond(text: rows([row("20260429060000"), "[]", #"["SAME"]"#])),
      words: ["links back to an earlier page"]),
    Case(
      testDescription: "a day's patience is asked for", answer: day,
      words: ["the server answers no more requests until 2026-05-02T12:00"]),
    Case(
      testDescription: "it leads to itself", answer: .redirect(to: "/cdx/search/cdx"),
      words: ["redirects more than"]),
    Case(
      testDescription: "it leads to a file", answer: .redirect(to: "file:///etc/passwd"),
      words: ["redirects to"]),
    Case(testDescription: "it is at fault", answer: .respond(status: 503, text: "busy"), words: ["503"]),
    Case(
      testDescription: "it never answers", answer: .hang, extract: ["total-timeout: 500ms"],
      words: ["cannot fetch"]),
    Case(
      testDescription: "a byte now and then", answer: drip, extract: ["total-timeout: 500ms"],
      words: ["cannot fetch"]),
    Case(
      testDescription: "it stops in the middle", answer: .hangAfter(body: Array("[[".utf8), missing: 10),
      extract: ["total-timeout: 500ms"], words: ["cannot fetch"]),
    Case(
      testDescription: "it breaks off", answer: .resetAfter(body: Array("[[".utf8), missing: 10),
      words: ["cannot fetch"]),
  ]

  static let captures = [
    Case(testDescription: "a web page", answer: .respond(text: page), status: 12, words: ["an HTML page"]),
    Case(
      testDescription: "another document", answer: .respond(text: #"{"a":1}"#), status: 11,
      words: ["no value at"]),
    Case(
      testDescription: "it is gone", answer: .respond(status: 404, text: "gone"), status: 0,
      words: ["no list for 2026-04-29"]),
    Case(
      testDescription: "it leads to another capture",
      answer: .redirect(to: "/web/20260430000000id_/https://example.org/list.json"), status: 0,
      words: ["leads to another"]),
    Case(
      testDescription: "it leads to a file", answer: .redirect(to: "file:///etc/passwd"),
      words: ["redirects to"]),
    Case(
      testDescription: "a body without end", answer: .endless, extract: ["maximum-size: 1MiB"],
      words: ["larger than the limit"]),
    Case(
      testDescription: "a day's patience is asked for", answer: day,
      words: ["the server answers no more requests until 2026-05-02T12:00"]),
    Case(
      testDescription: "it never answers", answer: .hang, extract: ["total-timeout: 500ms"],
      words: ["cannot fetch"]),
    Case(
      testDescription: "a byte now and then", answer: drip, extract: ["total-timeout: 500ms"],
      words: ["cannot fetch"]),
  ]

  @Test(arguments: listings) func aBadListingEndsTheBackfill(_ bad: Case) async throws {
    let ending = try await expectAnEnd(of: bad) { request in
      request.path == "/cdx/search/cdx" ? bad.answer : nil
    }
    for word in bad.words { #expect(ending.errors.contains(word), "\(ending.errors)") }
  }

  @Test(arguments: captures) func aBadCaptureIsToldOfItsDay(_ bad: Case) async throws {
    let ending = try await expectAnEnd(of: bad) { request in
      // Only this address answers badly: the addresses that a redirect leads to exist.
      request.path.hasPrefix("/web/20260429060000id_/") ? bad.answer : nil
    }
    for word in bad.words { #expect(ending.errors.contains(word), "\(ending.errors)") }
  }

  /// 256 MiB of zeros, compressed.
  @Test(arguments: [true, false]) func aPackedBombIsRefused(isListing: Bool) async throws {
    let folder = try TemporaryFolder()
    _ = try shell("head -c 67108864 /dev/zero | gzip -1 > '\(folder.path(of: "part.gz"))'")
    let part = Array(try Data(contentsOf: URL(fileURLWithPath: folder.path(of: "part.gz"))))
    let bomb = LoopbackBehaviour.respond(body: part + part + part + part)
    let bad = Case(testDescription: "a bomb", answer: bomb, status: isListing ? 21 : 12, words: [])
    let ending = try await expectAnEnd(of: bad) { request in
      (request.path == "/cdx/search/cdx") == isListing ? bomb : nil
    }
    #expect(ending.errors.contains("limit of"), "\(ending.errors)")
  }

  /// Backfills a day from an archive that answers as `answer` says, and soundly if `answer` returns nil.
  private func expectAnEnd(
    of bad: Case, _ answer: @escaping LoopbackFixture.Answer
  ) async throws -> RunningProgram.Ending {
    let fixture = try LoopbackFixture()
    let usual: LoopbackFixture.Answer = { request in
      .respond(text: request.path == "/cdx/search/cdx" ? Self.listing : LoopbackFixture.list())
    }
    fixture.serve { answer($0) ?? usual($0) }
    let archives = [
      "archives:", "  - wayback: https://example.org/list.json", "    server: \(fixture.server.baseURL)",
    ]
    let words = ["backfill", "--from", "2026-04-29", "--to", "2026-04-29"]
    let job = try fixture.job(extract: bad.extract, more: archives)
    let ending = try await fixture.start(words + [job], memory: Self.memory).ending()
    #expect(ending.status == bad.status, "\(ending.errors)")
    let told = ending.errors + ending.output
    #expect(!told.contains("\u{1B}") && !told.contains("root:") && ending.errors.utf8.count < 2000, "\(told)")
    #expect(fixture.server.requests.count <= 25)
    #expect(fixture.temporaryFiles().isEmpty)
    let verified = try await fixture.marquee("lake", "check", "--read-data")
    #expect(verified.status == 0, "\(verified.output) \(verified.errors)")
    fixture.serve(usual)
    let again = try await fixture.start(
      words + ["--reprocess", "quarantined", try fixture.job(more: archives)]
    ).ending()
    // A capture never changes, so a stored one is not fetched again.
    let isStored = bad.status == 11
    #expect(again.status == (isStored ? 11 : 0), "\(again.errors)")
    if isStored { return ending }
    let chart = try await fixture.marquee("chart", "test", "--day", "2026-04-29", "--format", "csv")
    #expect(LoopbackFixture.items.allSatisfy { chart.output.contains($0) }, "\(chart.errors)")
    return ending
  }
}
