import HTTPFetch
import History
import Jobs
import LakeStore
import MarqueeTestSupport
import Operations
import Pipeline
import RankingModel
import Synchronization
import Testing

/// The days that runs and backfills ask for.
@Suite struct CadenceTests {
  private func day(_ text: String) -> Day { Day(text)! }

  private func fixture(_ more: String, _ days: String...) throws -> WorkplaceFixture {
    let fixture = try WorkplaceFixture()
    try fixture.job("test", more)
    for day in days { try fixture.serve("ABC", on: day) }
    return fixture
  }

  private static let weekly = "cadence: { weekly: saturday }\nschedule: none"

  @Test func aBackfillOfAWeeklyChartTakesTheListOfEachWeek() async throws {
    let fixture = try fixture(Self.weekly, "1961-12-18", "1961-12-25", "1962-01-06", "1962-01-13")
    let place = fixture.workplace("2026-05-20T12:00:00Z")
    let all = try await place.backfill("test")
    #expect(
      outcomes(all.reports) == [
        "1961-12-18 published", "1961-12-25 published", "1962-01-06 published", "1962-01-13 published",
      ])
    #expect(all.from == day("1961-12-18"))
    #expect(all.to == day("1962-01-13"))
    #expect(all.skipped == 0)
    // A week without a list is missing on the day it was due.
    let more = try await place.backfill(
      "test", BackfillRequest(from: day("1961-12-11"), to: day("1962-01-27")))
    #expect(
      outcomes(more.reports) == ["1961-12-16 missing", "1962-01-20 missing", "1962-01-27 missing"])
    #expect(more.skipped == 4)
    let status = try #require(try await place.status().first)
    #expect(status.missing.map(\.description) == ["1961-12-16", "1962-01-20", "1962-01-27"])
    #expect(status.publishedDays == 4)
    // A week whose list lies outside of the given days is not missing.
    let part = try await place.planBackfill(
      "test", BackfillRequest(from: day("1961-12-20"), to: day("1961-12-24")))
    #expect(part.days == [])
  }

  @Test func severalListsOfOneWeekAreAllPublished() async throws {
    let fixture = try fixture(Self.weekly, "2026-05-04", "2026-05-06", "2026-05-09")
    let result = try await fixture.workplace("2026-05-20T12:00:00Z").backfill("test")
    #expect(
      outcomes(result.reports) == ["2026-05-04 published", "2026-05-06 published", "2026-05-09 published"])
  }

  @Test func aBackfillOfAnIrregularChartAsksForTheDaysThatThereAre() async throws {
    let fixture = try fixture("cadence: irregular", "2026-05-01", "2026-05-03")
    try fixture.folder.write("[]", to: "lists/test/notes.json")
    let place = fixture.workplace("2026-05-20T12:00:00Z")
    let result = try await place.backfill(
      "test", BackfillRequest(from: day("2026-04-01"), to: day("2026-05-10")))
    #expect(outcomes(result.reports) == ["2026-05-01 published", "2026-05-03 published"])
    #expect(try await place.status().first?.missing == [])
    #expect(try await place.status().first?.isLate == false)
  }

  @Test func aDailyChartStillMissesTheDaysThatNoSourceHas() async throws {
    let fixture = try fixture("", "2026-05-01", "2026-05-03")
    let result = try await fixture.workplace("2026-05-20T12:00:00Z").backfill("test")
    #expect(
      outcomes(result.reports) == ["2026-05-01 published", "2026-05-02 missing", "2026-05-03 published"])
  }

  @Test func whereNothingListsTheDaysAnIrregularChartCannotBeBackfilled() async throws {
    let fixture = try WorkplaceFixture()
    func refused(_ cadence: String, from: Day?, to: Day?) async throws -> Failure? {
      try fixture.folder.write(
        """
        chart: test
        cadence: \(cadence)
        extract: { url: "https://lists.example.org/{day}.json" }
        transform: { fields: { id: { from: /id }, title: { from: /title }, rank: { position: true } } }

        """, to: "jobs/test.yaml")
      return await #expect(throws: Failure.self) {
        try await fixture.workplace("2026-05-20T12:00:00Z").planBackfill(
          "test", BackfillRequest(from: from, to: to))
      }
    }
    let irregular = try await refused("irregular", from: day("2026-05-01"), to: day("2026-05-02"))
    #expect(irregular?.kind == .definition)
    #expect(irregular?.message.contains("test is irregular") == true)
    let weekly = try await refused("weekly", from: nil, to: day("2026-05-02"))
    #expect(weekly?.kind == .definition)
    #expect(weekly?.message.contains("no first and last day is given") == true)
  }

  @Test func theDatesOfAnArchiveAreReadOnceABackfill() async throws {
    let dates = Mutex(#"["2026-05-02","2026-05-11"]"#)
    let server = try LoopbackServer { request in
      switch request.path {
      case "/dates": .respond(text: dates.withLock { $0 })
      case "/2026-05-02.json", "/2026-05-11.json": .respond(text: #"[{"id":"a","title":"A"}]"#)
      default: .respond(status: 404)
      }
    }
    let fixture = try WorkplaceFixture()
    try fixture.folder.write(
      """
      chart: test
      cadence: { weekly: saturday }
      schedule: { catch-up: none }
      extract: { url: "\(server.baseURL)/list", body: best }
      transform: { fields: { id: { from: /id }, title: { from: /title }, rank: { position: true } } }
      archives: [{ url: "\(server.baseURL)/{day}.json", dates: "\(server.baseURL)/dates" }]

      """, to: "jobs/test.yaml")
    let place = fixture.workplace("2026-05-20T12:00:00Z")
    for text in [
      #"["2026-05-02","2026-05-11"]"#, #"{"2026-05-02":1,"2026-05-11T00:00:00Z":{}}"#,
      "2026-05-02\r\n2026-05-11\r\n", "2026-05-11.json\n\n 2026-05-02",
    ] {
      dates.withLock { $0 = text }
      let plan = try await place.planBackfill("test")
      #expect(plan.days.map(\.day.description) == ["2026-05-02", "2026-05-09", "2026-05-11"], "\(text)")
    }
    let before = server.requests.count { $0.path == "/dates" }
    let result = try await place.backfill("test")
    #expect(
      outcomes(result.reports) == ["2026-05-02 published", "2026-05-09 missing", "2026-05-11 published"])
    #expect(server.requests.count { $0.path == "/dates" } == before + 1)
    // The body of `extract` is posted only with requests for lists.
    #expect(server.requests.allSatisfy { $0.method == ($0.path == "/dates" ? "GET" : "POST") })
    dates.withLock { $0 = #"["soon"]"# }
    let failure = await #expect(throws: Failure.self) { try await place.planBackfill("test") }
    #expect(failure?.kind == .source)
    #expect(failure?.message == "the dates of the archive could not be read: \"soon\" is not a date")
  }

  @Test func aWeeklyChartIsRunForTheDayItWasDueLast() async throws {
    let fixture = try fixture(Self.weekly, "2026-05-02")
    // The Wednesday and the Thursday after that Saturday.
    let first = try await fixture.workplace("2026-05-06T12:00:00Z").run("test")
    #expect(outcomes(first.reports) == ["2026-05-02 published"])
    #expect(first.publishedAs == nil)
    let second = try await fixture.workplace("2026-05-07T12:00:00Z").run("test")
    #expect(outcomes(second.reports) == ["2026-05-02 published"])
    #expect(second.reports.map(\.unchanged) == [true])
  }

  @Test func aGivenListIsThatOfTheDayItWasDueLastAndNothingIsCaughtUpWith() async throws {
    let fixture = try fixture(
      "cadence: { weekly: saturday }", "2026-04-18", "2026-04-25", "2026-05-02")
    let first = fixture.workplace("2026-04-18T12:00:00Z")
    #expect(outcomes(try await first.run("test", for: day("2026-04-18"))) == ["2026-04-18 published"])
    let path = try fixture.folder.write(#"[{"id":"z","title":"Z","rank":1}]"#, to: "given.json")
    let wednesday = fixture.workplace("2026-05-06T12:00:00Z")
    #expect(
      outcomes(try await wednesday.run("test", for: nil, input: path)) == ["2026-05-02 published"])
    // Without a given list, the run asks for the list of that day and catches up.
    #expect(
      try await wednesday.run("test").reports.map(\.day) == [day("2026-05-02"), day("2026-04-25")])
  }

  @Test func aPeriodThatAnotherDayHasPublishedIsNotRunAgain() async throws {
    let fixture = try fixture(Self.weekly, "2026-05-04", "2026-05-09")
    let monday = fixture.workplace("2026-05-06T12:00:00Z")
    #expect(outcomes(try await monday.run("test", for: day("2026-05-04"))) == ["2026-05-04 published"])
    let saturday = fixture.workplace("2026-05-09T12:00:00Z")
    let run = try await saturday.run("test")
    #expect(run.reports.isEmpty)
    #expect(run.publishedAs == day("2026-05-04"))
    // A day that the caller names is run nevertheless.
    #expect(outcomes(try await saturday.run("test", for: day("2026-05-09"))) == ["2026-05-09 published"])
  }
}
