import HTTPFetch
import ListSources
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs

@Suite struct DatedCapturesTests {
  private func captures(
    _ fixture: FileArchiveFixture, _ url: String, dates: String? = nil, cadence: Cadence = .daily
  ) throws -> DatedCaptures {
    DatedCaptures(
      .address(URLTemplate(url)), dates: dates, cadence: cadence, fixture.extractor(try fixture.job()))
  }

  @Test func aFolderTellsTheDaysOfItsFiles() async throws {
    let fixture = try FileArchiveFixture()
    for name in ["2026/may/1.json", "2026/may/12.json", "2026/june/3.json", "2025/december/31.json"] {
      try fixture.folder.write("[\(name.count)]", to: "past/\(name)")
    }
    for name in ["2026/may/01.json", "2026/may/32.json", "2026/May/2.json", "2026/may/1.csv", "2026/note"] {
      try fixture.folder.write("x", to: "past/\(name)")
    }
    let source = try captures(fixture, "file:past/{yyyy}/{month}/{d}.json")
    #expect(source.isLocal)
    let all = try #require(try await source.captures(from: nil, to: nil))
    #expect(all.map(\.day.description) == ["2025-12-31", "2026-05-01", "2026-05-12", "2026-06-03"])
    #expect(all.allSatisfy { $0.at == nil && $0.id == nil })
    let some = try #require(try await source.captures(from: Day("2026-05-01"), to: Day("2026-05-12")))
    #expect(some == Array(all[1...2]))
    #expect(try await text(source, all[1]) == "[15]")
    #expect(try await source.list(of: all[1]).effectiveURL == "file:past/2026/may/1.json")
    let problem = await #expect(throws: ExtractionProblem.self) {
      try await source.list(of: Capture(day: Day("2026-05-02")!))
    }
    #expect(problem?.state == .missing)
    let none = try captures(fixture, "file:absent/{day}.json")
    #expect(try await none.captures(from: nil, to: nil) == [])
  }

  @Test func aFileOfAWeekIsOfTheDayOnWhichItsListIsDue() async throws {
    let fixture = try FileArchiveFixture()
    try fixture.folder.write("[]", to: "2026-W18.json")
    try fixture.folder.write("[]", to: "2026-W53.json")
    let source = try captures(
      fixture, "file:{iso-year}-W{week}.json", cadence: .weekly(due: .saturday))
    let days = try await source.captures(from: nil, to: nil)?.map(\.day.description)
    #expect(days == ["2026-05-02", "2027-01-02"])
  }

  @Test func aServerTellsItsDaysInADocumentOrNotAtAll() async throws {
    let fixture = try FileArchiveFixture()
    let server = try LoopbackServer { request in
      request.path == "/days" ? .respond(text: #"["2026-05-02","2026-05-01"]"#) : .respond(text: "[]")
    }
    let url = server.baseURL + "/{yy}{mm}{dd}.json"
    #expect(try await captures(fixture, url).captures(from: nil, to: nil) == nil)
    #expect(server.requests.isEmpty)
    let source = try captures(fixture, url, dates: server.baseURL + "/days")
    #expect(!source.isLocal)
    let all = try #require(try await source.captures(from: nil, to: nil))
    #expect(all.map(\.day.description) == ["2026-05-01", "2026-05-02"])
    _ = try await source.list(of: all[1])
    #expect(server.requests.map(\.path) == ["/days", "/260502.json"])
    let absent = try captures(fixture, url, dates: "file:absent")
    let failure = await #expect(throws: Failure.self) { try await absent.captures(from: nil, to: nil) }
    #expect(failure?.kind == .source)
    #expect(
      failure?.message == "the dates of the archive could not be read: there is nothing at that address")
  }
}
