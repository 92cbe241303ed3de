import HTTPFetch
import JSON
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import ListSources
@testable import Pipeline

@Suite struct DocumentCapturesTests {
  private let day = Day("2026-05-01")!

  /// The archive in the document `url`, read by the job whose `extract` section is given.
  private func archive(
    _ fixture: FileArchiveFixture, _ url: String, by pointer: String = "/date",
    _ extract: String = #"{ url: "https://example.org/list" }"#
  ) throws -> DocumentCaptures {
    let pointer = try #require(JSONPointer(pointer))
    return DocumentCaptures(
      Archive.Document(url: url, groupBy: pointer), fixture.extractor(try fixture.job(extract)))
  }

  private func days(_ source: DocumentCaptures) async throws -> [String] {
    try #require(try await source.captures(from: nil, to: nil)).map { "\($0.day) \($0.id ?? "")" }
  }

  @Test func theRowsOfATableAreGroupedByTheirDate() async throws {
    let fixture = try FileArchiveFixture()
    try fixture.folder.write(
      "date,id,title\n2026-05-01,a,\"A, \"\"x\"\"\"\n2026-05-02,b,B\n2026-05-01,c,\"two\nlines\"\nsoon,d,D\n",
      to: "all.csv")
    let source = try archive(fixture, "file:all.csv")
    #expect(source.isLocal)
    #expect(try await days(source) == ["2026-05-01 2026-05-01", "2026-05-02 2026-05-02"])
    #expect(
      await source.passedOver() == [
        "1 row of file:all.csv without a date that can be read at /date, the first: row 4 has \"soon\""
      ])
    let list = try await source.list(of: Capture(day: day))
    #expect(
      String(decoding: list.body, as: UTF8.self)
        == "date,id,title\n2026-05-01,a,\"A, \"\"x\"\"\"\n2026-05-01,c,\"two\nlines\"\n")
    #expect(list.effectiveURL == "file:all.csv")
    #expect(try await text(source, Capture(day: Day("2026-05-02")!)) == "date,id,title\n2026-05-02,b,B\n")
    #expect(
      try await source.captures(from: Day("2026-05-02"), to: nil)?.map(\.day.description) == ["2026-05-02"])
    // The job's transform reads the list as it is, although today's list is JSON.
    let result = try Transformer(try fixture.job()).entries(of: list.body, from: list.effectiveURL)
    #expect(result.entries.map(\.title) == ["A, \"x\"", "two\nlines"])
    let problem = await #expect(throws: ExtractionProblem.self) {
      try await source.list(of: Capture(day: Day("2026-05-03")!))
    }
    #expect(problem?.state == .missing)
    #expect(problem?.reason == "the document has no row of 2026-05-03")
  }

  @Test func datesAreReadInEveryForm() async throws {
    let fixture = try FileArchiveFixture()
    try fixture.folder.write(
      "\u{FEFF}title\tday\r\nA\tMay 1, 2026\r\n\r\nB\t 1 May 2026\r\nC\t2026-05-03T10:00:00Z", to: "all.tsv")
    let source = try archive(fixture, "file:all.tsv", by: "/day")
    #expect(try await days(source) == ["2026-05-01 May 1, 2026", "2026-05-03 2026-05-03T10:00:00Z"])
    #expect(await source.passedOver() == [])
    #expect(
      try await text(source, Capture(day: day)) == "title\tday\r\nA\tMay 1, 2026\r\nB\t 1 May 2026\r\n")
    #expect(
      try await text(source, Capture(day: Day("2026-05-03")!)) == "title\tday\r\nC\t2026-05-03T10:00:00Z")
  }

  @Test func linesOfJSONStayAsTheyAre() async throws {
    let fixture = try FileArchiveFixture()
    let lines = [
      #"{"at":{"date":"2026-05-01"}, "id":"a"}"#, #"{"at":{"date":1777593600},"id":"b"}"#, "",
      #"{"at":{"date":"2026-05-02"},"id":"c"}"#, "{", #"{"at":{"date":"2026-05-01"},"id":"d"}"#,
    ]
    try fixture.folder.write(lines.joined(separator: "\n"), to: "all.jsonl")
    let source = try archive(fixture, "file:all.jsonl", by: "/at/date")
    #expect(try await days(source) == ["2026-05-01 2026-05-01", "2026-05-02 2026-05-02"])
    #expect(await source.passedOver().first?.hasSuffix("the first: row 4 has no date") == true)
    #expect(try await text(source, Capture(day: day)) == "\(lines[0])\n\(lines[1])\n\(lines[5])")
  }

  @Test func rowsOfAnArrayAreWrappedAlongTheWayToThem() async throws {
    let fixture = try FileArchiveFixture()
    try fixture.folder.write(
      """
      {"date": "of all", "data": {"rows": [ {"d": "2026-05-01", "id": 1}, {"d":"2026-05-02","id":2} ,
        {"id":3,"d":"2026-05-01"}]}}
      """, to: "all.json")
    let extract = #"{ url: "https://example.org/list.csv", items: /data/rows, date: /date }"#
    let more = "archives: [{ document: \"file:all.json\", group-by: /d }]"
    let job = try fixture.job(extract, more: more)
    let pointer = try #require(JSONPointer("/d"))
    let source = DocumentCaptures(
      Archive.Document(url: "file:all.json", groupBy: pointer), fixture.extractor(job))
    #expect(try await days(source) == ["2026-05-01 2026-05-01", "2026-05-02 2026-05-02"])
    let list = try await source.list(of: Capture(day: day))
    #expect(
      String(decoding: list.body, as: UTF8.self)
        == #"{"date":"2026-05-01","data":{"rows":[{"d": "2026-05-01", "id": 1},{"id":3,"d":"2026-05-01"}]}}"#)
    let document = ListDocument(list.body, job.extract, at: list.effectiveURL)
    #expect(document.date(in: nil) == "2026-05-01")
    var rows = 0
    _ = try document.rows { if case .row = $0 { rows += 1 } }
    #expect(rows == 2)
  }

  @Test func aListOfPagesIsOnePage() async throws {
    let fixture = try FileArchiveFixture()
    try fixture.folder.write(#"{"items":[{"date":"2026-05-01","id":"a","title":"A"}]}"#, to: "all.json")
    let extract = #"{ url: "https://example.org/list", items: /items, pages: { parameter: page } }"#
    let source = try archive(fixture, "file:all.json", extract)
    let list = try await source.list(of: Capture(day: day))
    #expect(
      String(decoding: list.body, as: UTF8.self)
        == #"[{"items":[{"date":"2026-05-01","id":"a","title":"A"}]}]"#)
    let result = try Transformer(try fixture.job(extract)).entries(of: list.body, from: list.effectiveURL)
    #expect(result.entries.map(\.title) == ["A"])
  }

  @Test func theDocumentIsAskedForOnce() async throws {
    let fixture = try FileArchiveFixture()
    let server = try LoopbackServer { _ in
      .respond(headers: ["ETag": "\"1\""], text: "date,id\n2026-05-01,a\n2026-05-02,b\n")
    }
    let source = try archive(
      fixture, server.baseURL + "/all.csv", #"{ url: "\#(server.baseURL)/list", body: best }"#)
    #expect(!source.isLocal)
    for capture in try #require(try await source.captures(from: nil, to: nil)) {
      let list = try await source.list(of: capture)
      #expect(list.etag == nil)
      #expect(list.status == 200)
    }
    #expect(server.requests.map(\.method) == ["GET"])
  }

  @Test(arguments: [
    ("date,id\nsoon,a\n", "all.csv", "1 row of file:all.csv without a date that can be read at /date"),
    ("day,id\n2026-05-01,a\n", "all.csv", "no column is \"/date\" among \"day\", \"id\""),
    ("date,id\n2026-05-01,\"a\n", "all.csv", "not CSV: a quotation mark is not closed"),
    ("<!doctype html><html>", "all.csv", "this looks like an HTML page"),
    ("{\"a\":1}", "all.json", "the document is an object, not an array"),
    ("[{\"date\":", "all.json", "not JSON"),
    (nil, "all.json", "the document of the archive could not be read: there is nothing at that address"),
  ])
  func whatIsWrongWithAllIsAFailure(content: String?, name: String, message: String) async throws {
    let fixture = try FileArchiveFixture()
    if let content { try fixture.folder.write(content, to: name) }
    let source = try archive(fixture, "file:\(name)")
    for _ in 1...2 {
      let failure = await #expect(throws: Failure.self) { try await source.captures(from: nil, to: nil) }
      #expect(failure?.kind == .source)
      #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }
    _ = await #expect(throws: Failure.self) { try await source.list(of: Capture(day: day)) }
  }
}
