import History
import LakeStore
import RankingModel
import Testing

@Suite struct StatusQuestionTests {
  @Test func everyDayIsPublishedMissingHeldBackOrFailed() async throws {
    let fixture = try await ChartFixture.sixDays()
    let recorded = "2026-05-10T12:01:00Z"
    try await fixture.record("2026-05-08", state: .failed, recorded: recorded, reason: "no answer")
    try await fixture.record("2026-05-09", items("A"), state: .degraded, recorded: recorded)
    let answer = try StatusQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(answer.firstDay == Day("2026-05-01"))
    #expect(answer.lastPublished == Day("2026-05-09"))
    #expect(answer.publishedDays == 5)
    #expect(answer.missing.map(\.description) == ["2026-05-03", "2026-05-07"])
    #expect(answer.quarantined.map(\.description) == ["2026-05-05"])
    #expect(answer.failed.map(\.description) == ["2026-05-08"])
    #expect(answer.degraded.map(\.description) == ["2026-05-09"])
  }

  @Test func daysThatAreDueAreMissingUpToTheLast() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try StatusQuestion(chart: fixture.chart, until: Day("2026-05-08")).answer(
      from: fixture.reader)
    #expect(answer.missing.map(\.description) == ["2026-05-03", "2026-05-07", "2026-05-08"])
  }

  @Test func whatIsMissingIsPeriodsOfTheCadence() async throws {
    func missing(_ cadence: Cadence, _ days: [String], until: String? = nil) async throws -> [String] {
      let fixture = try await ChartFixture(cadence: cadence)
      for (second, day) in days.enumerated() {
        try await fixture.record(day, items("A"), recorded: "2026-06-01T12:00:0\(second)Z")
      }
      return try StatusQuestion(chart: fixture.chart, until: until.flatMap { Day($0) })
        .answer(from: fixture.reader).missing.map(\.description)
    }
    let weekly = Cadence.weekly(due: .saturday)
    #expect(try await missing(weekly, ["1961-12-25", "1962-01-06"]) == [])
    // The list of the last week is dated on its Monday.
    #expect(try await missing(weekly, ["2026-05-02", "2026-05-11"]) == ["2026-05-09"])
    #expect(
      try await missing(weekly, ["2026-05-02", "2026-05-16"], until: "2026-05-23") == [
        "2026-05-09", "2026-05-23",
      ])
    #expect(try await missing(.monthly, ["2026-01-01", "2026-03-01"]) == ["2026-02-01"])
    #expect(try await missing(.irregular, ["2026-01-01", "2026-03-01"], until: "2026-05-01") == [])
  }

  @Test func aPublishedDayThatIsHeldBackAnewWaitsForADecision() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", items("A"))
    try await fixture.record("2026-05-01", items("X"), state: .quarantined, recorded: "2026-05-03")
    let answer = try StatusQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(answer.lastPublished == Day("2026-05-01"))
    #expect(answer.quarantined == [try #require(Day("2026-05-01"))])
  }

  @Test func daysInARowMakeOneRange() throws {
    let days = ["2026-05-01", "2026-05-02", "2026-05-04", "2026-04-30"].compactMap { Day($0) }.sorted()
    #expect(DayRange.ranges(of: days).map(\.description) == ["2026-04-30 to 2026-05-02", "2026-05-04"])
    #expect(DayRange.ranges(of: []).isEmpty)
    let weeks = ["1961-12-25", "1962-01-06", "1962-01-20"].compactMap { Day($0) }
    #expect(
      DayRange.ranges(of: weeks, .weekly(due: .saturday)).map(\.description) == [
        "1961-12-25 to 1962-01-06", "1962-01-20",
      ])
  }
}

@Suite struct RunQuestionTests {
  @Test func runsComeNewestFirstAndAreFoundByTheStartOfTheirName() async throws {
    let fixture = try await ChartFixture.sixDays()
    let runs = try fixture.reader.runs().prefix(2)
    #expect(runs.map(\.day.description) == ["2026-05-06", "2026-05-06"])
    #expect(try fixture.reader.runs(on: Day("2026-05-03")).map(\.outcome) == [.missing])
    #expect(try RunQuestion(run: "run-2026-05-03").answer(from: fixture.reader).outcome == .missing)
    let several = try #require(throws: Failure.self) {
      try RunQuestion(run: "run-2026-05-06").answer(from: fixture.reader)
    }
    #expect(several.message == "2 runs have names that start with run-2026-05-06")
    let none = try #require(throws: Failure.self) {
      try RunQuestion(run: "nine").answer(from: fixture.reader)
    }
    #expect(none.message == "no finished run is named nine")
  }
}
