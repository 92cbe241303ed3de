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
