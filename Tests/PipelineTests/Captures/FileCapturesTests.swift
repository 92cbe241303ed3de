import Glibc
import HTTPFetch
import JSON
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import ListSources

@Suite struct FileCapturesTests {
  private func archive(
    _ fixture: FileArchiveFixture, _ url: String, day: String? = nil, more: String = ""
  ) throws -> FileCaptures {
    let job = try fixture.job(more: more)
    return FileCaptures(
      Archive.Files(url: url, day: day.flatMap { JSONPointer($0) }), of: job, fixture.extractor(job))
  }

  private func lines(_ captures: [Capture]?) -> [String] {
    (captures ?? []).map { "\($0.day) \($0.at?.secondsText ?? "-") \($0.id ?? "-")" }
  }

  @Test func namesTellTheDayAndTheInstant() async throws {
    let fixture = try FileArchiveFixture()
    let folder = fixture.folder
    for name in [
      "2026-05-01.json", "20260501-0030.json", "a-20260501-0030.json", "2026-05-01T230000Z.json",
      "top 250 {day} #1 2026-05-08.json", "top-1714534200.json", "notes.json", "more.json",
      ".2026-05-06.json", "2026-05-07.txt", "2026-05-03.json/2026-05-03.json", "elsewhere/linked",
    ] { try folder.write("[\"\(name)\"]", to: "captures/\(name)") }
    #expect(mkfifo(folder.path(of: "captures/2026-05-04.json"), 0o600) == 0)
    #expect(symlink("elsewhere/linked", folder.path(of: "captures/2026-05-05.json")) == 0)
    #expect(symlink("nowhere", folder.path(of: "captures/2026-05-09.json")) == 0)
    let source = try archive(
      fixture, "file:captures/*.json", more: "schedule: { time-zone: Europe/Berlin }")
    #expect(source.isLocal)
    let all = try #require(try await source.captures(from: nil, to: nil))
    #expect(
      lines(all) == [
        "2024-05-01 2024-05-01T03:30:00Z top-1714534200.json",
        "2026-05-01 2026-04-30T22:30:00Z 20260501-0030.json",
        "2026-05-01 2026-04-30T22:30:00Z a-20260501-0030.json",
        "2026-05-01 - 2026-05-01.json",
        "2026-05-02 2026-05-01T23:00:00Z 2026-05-01T230000Z.json",
        "2026-05-05 - 2026-05-05.json",
        "2026-05-08 - top 250 {day} #1 2026-05-08.json",
      ])
    #expect(
      await source.passedOver() == [
        "2 files of file:captures/*.json without a date in its name, the first: more.json"
      ])
    for capture in all where capture.day != Day("2026-05-05") {
      #expect(try await text(source, capture) == "[\"\(capture.id!)\"]")
    }
    #expect(try await text(source, all[5]) == "[\"elsewhere/linked\"]")
    #expect(try await source.list(of: all[3]).effectiveURL == "file:captures/2026-05-01.json")
    let some = try await source.captures(from: Day("2026-05-02"), to: Day("2026-05-05"))
    #expect(some == Array(all[4...5]))
  }

  @Test func theDataTellsTheDayAndTheInstant() async throws {
    let fixture = try FileArchiveFixture()
    for (name, content) in [
      ("2020-01-01.json", #"{"date":"2026-05-01T10:00:00+02:00"}"#), ("b.json", #"{"date":20260430}"#),
      ("c.csv", "id,date\na,\"May 2, 2026\"\nb,2026-05-09\n"), ("d.jsonl", "{\"date\":1714534200000}\n"),
      ("e.json", #"{"date":null}"#), ("f.json", "{"),
    ] { try fixture.folder.write(content, to: name) }
    let source = try archive(fixture, "file:*.*", day: "/date")
    #expect(
      lines(try await source.captures(from: nil, to: nil)) == [
        "2024-05-01 2024-05-01T03:30:00Z d.jsonl", "2026-04-30 - b.json",
        "2026-05-01 2026-05-01T08:00:00Z 2020-01-01.json", "2026-05-02 - c.csv",
      ])
    #expect(
      await source.passedOver() == ["2 files of file:*.* without a date at /date, the first: e.json"])
  }

  @Test func aWeeklyChartHasTheListThatWasDueLast() async throws {
    let fixture = try FileArchiveFixture()
    // A Wednesday belongs to the Saturday before it.
    try fixture.folder.write("[]", to: "20260506T120000Z.json")
    let source = try archive(fixture, "file:*.json", more: "cadence: { weekly: saturday }")
    #expect(
      lines(try await source.captures(from: nil, to: nil)) == [
        "2026-05-02 2026-05-06T12:00:00Z 20260506T120000Z.json"
      ])
  }

  @Test func filesOfNoDayAreAFailureAndNoFilesAreSaid() async throws {
    let fixture = try FileArchiveFixture()
    try fixture.folder.write("[]", to: "list.json")
    let source = try archive(fixture, "file:*.json")
    let failure = await #expect(throws: Failure.self) { try await source.captures(from: nil, to: nil) }
    #expect(failure?.kind == .definition)
    #expect(failure?.message == "1 file of file:*.json without a date in its name, the first: list.json")
    let none = try archive(fixture, "file:absent/*.json")
    #expect(try await none.captures(from: nil, to: nil) == [])
    #expect(await none.passedOver() == ["there is no file at file:absent/*.json"])
  }

  @Test(arguments: [
    ("a.json", "*.json", true), ("a.json", "a*.json", true), ("a.json", "a*a.json", false),
    ("list-b-c.json", "list-*-*.json", true), ("list-b.json", "list-*-*.json", false),
    ("a.json", "a.json", true), ("a.json", "b.json", false), ("a.json", "*", true), ("abab", "*ab*ab", true),
    ("ab", "*ab*ab", false),
  ])
  func namesFitPatterns(name: String, pattern: String, fits: Bool) {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    #expect(FileCaptures.fits(name, pieces) == fits)
  }
}
