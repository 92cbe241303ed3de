import HTTPFetch
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// Requests for lists: keys, headers, bodies and pages.
@Suite struct ListRequestTests {
  private let chart = ChartName("test")!
  private let day = Day("2026-05-01")!

  private func definition(
    _ fixture: RunFixture, _ url: String, _ change: (inout Extraction) -> Void
  ) -> JobDefinition {
    fixture.definition {
      $0.enrich = nil
      $0.transform.ranksByPosition = true
      $0.extract.url = url
      change(&$0.extract)
    }
  }

  /// Runs the day; returns the report, the raw object of the list, and its bytes as text.
  private func run(
    _ fixture: RunFixture, _ definition: JobDefinition, key: String? = "s3cr3t/k3y"
  ) async throws -> (report: RunReport, raw: RawObject?, body: String) {
    try await fixture.with(definition, key: key) { runner, lake, _ in
      let report = try await runner.run([day], plan: .live, trigger: .run)[0]
      guard let summary = try lake.reader.snapshots(of: chart, on: day).last,
        let raw = try lake.reader.record(of: summary).raw.first
      else { return (report, nil, "") }
      return (report, raw, String(decoding: try await lake.reader.bytes(of: raw.object), as: UTF8.self))
    }
  }

  @Test func aKeyGoesIntoTheRequestAndNowhereElse() async throws {
    let fixture = try RunFixture()
    let server = try LoopbackServer { _ in .respond(body: RunFixture.list(["tt1"])) }
    let job = definition(fixture, server.baseURL + "/list?api_key={key}&on={day}") {
      $0.request.key = .environment("TEST_KEY")
      $0.request.headers = [HeaderField("Authorization", "Bearer {key}"), HeaderField("Accept", "text/x")]
    }
    let (report, raw, _) = try await run(fixture, job)
    #expect(report.outcome == .published)
    #expect(server.requests.map(\.target) == ["/list?api_key=s3cr3t%2Fk3y&on=2026-05-01"])
    #expect(server.requests[0].header("Authorization") == "Bearer s3cr3t/k3y")
    #expect(server.requests[0].header("Accept") == "text/x")
    #expect(raw?.url == server.baseURL + "/list?api_key=[redacted]&on=2026-05-01")
    #expect(raw?.response?.requested == nil)
    let failure = await #expect(throws: Failure.self) { try await run(fixture, job, key: nil) }
    #expect(failure?.kind == .definition)
    #expect(failure?.message == "the list needs a key, and the environment variable TEST_KEY is not set")
  }

  @Test func aKeyStaysWithItsHost() async throws {
    let fixture = try RunFixture()
    let other = try LoopbackServer { _ in .respond(body: RunFixture.list(["tt1"])) }
    let elsewhere = "http://localhost:\(other.port)/list"
    let server = try LoopbackServer { _ in .redirect(to: elsewhere) }
    var job = definition(fixture, server.baseURL + "/list") {
      $0.request.key = .environment("TEST_KEY")
      $0.request.headers = [HeaderField("X-Token", "{key}")]
    }
    #expect(try await run(fixture, job).report.outcome == .published)
    #expect(server.requests[0].header("X-Token") == "s3cr3t/k3y")
    #expect(other.requests[0].header("X-Token") == nil)
    // An archive on another host gets no header either.
    job.archives = [.dated(.address(URLTemplate(elsewhere + "?{day}")), dates: nil)]
    let past = try await fixture.run(job, day: "2026-04-30", plan: .past, key: nil)
    #expect(past.outcome == .published)
    #expect(other.requests.allSatisfy { $0.header("X-Token") == nil })
  }

  @Test func aListThatRepeatsTheKeyIsNotStored() async throws {
    let fixture = try RunFixture()
    let server = try LoopbackServer { request in
      .respond(text: #"[{"id":"a","title":"\#(request.header("X-Token") ?? "")"}]"#)
    }
    let job = definition(fixture, server.baseURL + "/list") {
      $0.request.key = .environment("TEST_KEY")
      $0.request.headers = [HeaderField("X-Token", "{key}")]
    }
    let (report, raw, _) = try await run(fixture, job)
    #expect(report.outcome == .failed)
    #expect(report.reason == "the list repeats the key, so it is not stored")
    #expect(raw == nil)
  }

  @Test func aBodyIsPosted() async throws {
    let fixture = try RunFixture()
    let server = try LoopbackServer { _ in .respond(body: RunFixture.list(["tt1"])) }
    let job = definition(fixture, server.baseURL + "/list") {
      $0.request.method = .post
      $0.request.body = .json(["on": "{day}", "n": 5])
    }
    #expect(try await run(fixture, job).report.outcome == .published)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(String(decoding: request.body, as: UTF8.self) == #"{"n":5,"on":"2026-05-01"}"#)
    #expect(request.header("Content-Type") == "application/json")
  }

  // MARK: Pages

  private static func page(_ ids: [String], _ more: String = "") -> String {
    let rows = ids.map { #"{"id":"\#($0)","title":"\#($0)"}"# }.joined(separator: ",")
    return #"{"items":[\#(rows)]\#(more)}"#
  }

  private func paged(
    _ next: ListPages.Next, atMost: Int = 100,
    _ answer: @escaping @Sendable (LoopbackRequest) -> LoopbackBehaviour
  ) async throws -> (report: RunReport, body: String, targets: [String]) {
    let fixture = try RunFixture()
    let server = try LoopbackServer(answer)
    let job = definition(fixture, server.baseURL + "/list") {
      $0.items = [JSONPointer("/items")!]
      $0.pages = ListPages(next: next, atMost: atMost)
    }
    let (report, _, body) = try await run(fixture, job)
    let ids = try await fixture.published().map(\.id.description)
    if report.outcome == .published { #expect(ids == ["tt1", "tt2", "tt3"]) }
    return (report, body, server.requests.map(\.target))
  }

  @Test func pagesAreCountedUntilOneIsEmpty() async throws {
    let pages = [["tt1", "tt2"], ["tt3"], []].map { ListRequestTests.page($0) }
    let (report, body, targets) = try await paged(.count(parameter: "offset", from: 0, step: 2)) { request in
      let offset = Int(request.query["offset"] ?? "") ?? 0
      return .respond(text: pages[min(offset / 2, 2)])
    }
    #expect(report.outcome == .published)
    #expect(targets == ["/list?offset=0", "/list?offset=2", "/list?offset=4"])
    #expect(body == "[\(pages[0]),\(pages[1])]")
  }

  @Test func aCursorLeadsOn() async throws {
    let cursor = JSONPointer("/meta/next")!
    let (report, _, targets) = try await paged(.cursor(cursor, parameter: "cursor")) { request in
      request.query["cursor"] == "a b"
        ? .respond(text: ListRequestTests.page(["tt3"], #","meta":{"next":null}"#))
        : .respond(text: ListRequestTests.page(["tt1", "tt2"], #","meta":{"next":"a b"}"#))
    }
    #expect(report.outcome == .published)
    #expect(targets == ["/list", "/list?cursor=a%20b"])
  }

  @Test(arguments: [true, false]) func anAddressLeadsOn(isInHeader: Bool) async throws {
    let next = isInHeader ? ListPages.Next.linkHeader : .address(JSONPointer("/next")!)
    let (report, _, targets) = try await paged(next) { request in
      if request.query["p"] == "2" { return .respond(text: ListRequestTests.page(["tt3"])) }
      return .respond(
        headers: ["Link": #"</list?p=2>; rel="next""#],
        text: ListRequestTests.page(["tt1", "tt2"], #","next":"?p=2""#))
    }
    #expect(report.outcome == .published)
    #expect(targets == ["/list", "/list?p=2"])
  }

  /// The file of a list with several pages holds them in an array, as objects in the lake do, or it is the only page.
  @Test(arguments: [
    ("/items", "[\(ListRequestTests.page(["tt1", "tt2"])),\n\(ListRequestTests.page(["tt3"]))]"),
    ("/items", ListRequestTests.page(["tt1", "tt2", "tt3"])),
    ("/items", " [ \(ListRequestTests.page(["tt1", "tt2", "tt3"])) ]"),
    ("", #"[[{"id":"tt1","title":"A"}],[{"id":"tt2","title":"B"},{"id":"tt3","title":"C"}]]"#),
    ("", #"[{"id":"tt1","title":"A"},{"id":"tt2","title":"B"},{"id":"tt3","title":"C"}]"#),
  ]) func aFileHoldsAllPagesOrOne(items: String, text: String) async throws {
    let fixture = try RunFixture()
    try fixture.folder.write(text, to: "lists/2026-05-01.json")
    var job = definition(fixture, fixture.server.baseURL + "/list") {
      $0.items = [JSONPointer(items)!]
      $0.pages = ListPages(next: .count(parameter: "page", from: 1, step: 1))
    }
    job.archives = [.dated(.address(URLTemplate("file:\(fixture.folder.path)/lists/{day}.json")), dates: nil)]
    let report = try await fixture.run(job, plan: .past)
    #expect(report.outcome == .published, "\(report.reason ?? "")")
    #expect(try await fixture.published().map(\.id.description) == ["tt1", "tt2", "tt3"])
    #expect(fixture.server.requests.isEmpty)
  }

  @Test func pagesThatDoNotEndAreAFailure() async throws {
    let endless = try await paged(.count(parameter: "p", from: 1, step: 1), atMost: 2) { request in
      .respond(text: ListRequestTests.page([request.query["p"] ?? ""]))
    }
    #expect(endless.report.outcome == .failed)
    #expect(endless.report.reason?.contains("more than 2 pages") == true)
    let heedless = try await paged(.count(parameter: "p", from: 1, step: 1)) { _ in
      .respond(text: ListRequestTests.page(["tt1"]))
    }
    #expect(heedless.report.reason?.contains("page 2 is the same as the page before") == true)
    let loop = try await paged(.address(JSONPointer("/next")!)) { _ in
      .respond(text: ListRequestTests.page(["tt1"], #","next":"/list""#))
    }
    #expect(loop.report.reason == "page 1 of the list links back to an earlier page")
    let broken = try await paged(.count(parameter: "p", from: 1, step: 1)) { request in
      .respond(text: request.query["p"] == "1" ? ListRequestTests.page(["tt1"]) : #"{"error":"busy"}"#)
    }
    #expect(broken.report.outcome == .failed)
    #expect(broken.report.reason?.contains("page 2 of the list: no value at") == true)
  }
}
