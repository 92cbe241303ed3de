import History
import LakeStore
import RankingModel
import Testing

@Suite struct GapsQuestionTests {
  /// The answer to `question`, one text for each series, such as `2026-05-03 to 2026-05-04 2 missing -`.
  private func series(_ question: GapsQuestion, _ fixture: ChartFixture, cutoff: Cutoff = Cutoff()) throws
    -> [String]
  {
    let days = try ChartDays(of: question.chart, cutoff: cutoff, from: fixture.reader)
    return Gap.series(of: question.answer(of: days), days.cadence).map {
      "\($0.days) \($0.periods) \($0.state.rawValue) \($0.reason ?? "-")"
    }
  }

  private func range(_ from: String, _ to: String) -> DayRange { DayRange(from: Day(from)!, to: Day(to)!) }

  /// The days of `sixDays`, and 8 May with a failed run.
  private func fixture() async throws -> ChartFixture {
    let fixture = try await ChartFixture.sixDays()
    try await fixture.record(
      "2026-05-08", state: .failed, recorded: "2026-05-10T12:01:00Z", reason: "no answer")
    return fixture
  }

  @Test func daysWithoutAListMakeSeriesByStateAndReason() async throws {
    let fixture = try await fixture()
    var question = GapsQuestion(chart: fixture.chart, until: Day("2026-05-10"))
    #expect(
      try series(question, fixture) == [
        "2026-05-03 1 missing the source has no such day", "2026-05-05 1 quarantined 1 entry",
        "2026-05-07 1 missing -", "2026-05-08 1 failed no answer", "2026-05-09 to 2026-05-10 2 missing -",
      ])
    (question.from, question.to) = (Day("2026-04-29"), Day("2026-05-04"))
    #expect(
      try series(question, fixture) == [
        "2026-04-29 to 2026-04-30 2 missing -", "2026-05-03 1 missing the source has no such day",
      ])
    // A day that is not due yet is no gap.
    (question.from, question.to) = (Day("2026-05-09"), Day("2026-06-30"))
    #expect(try series(question, fixture) == ["2026-05-09 to 2026-05-10 2 missing -"])
  }

  @Test func reasonsThatDifferByTheDayAreOne() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", items("A"))
    for day in ["2026-05-02", "2026-05-03"] {
      try await fixture.record(day, state: .missing, reason: "no list for \(day): file:lists/\(day).json")
    }
    try await fixture.record("2026-05-04", state: .missing, reason: "no list for 2026-05-04: gone")
    #expect(
      try series(GapsQuestion(chart: fixture.chart), fixture) == [
        "2026-05-02 to 2026-05-03 2 missing no list for {day}: file:lists/{day}.json",
        "2026-05-04 1 missing no list for 2026-05-04: gone",
      ])
  }

  @Test func closedDaysAreNoGaps() async throws {
    let fixture = try await fixture()
    let closing = try await fixture.lake.decide(
      .close, about: [range("2026-05-03", "2026-05-08")], of: fixture.chart, reason: "gone on 2026-05-07")[0]
    #expect(closing.subject == "2026-05-03..2026-05-08")
    #expect(try Decision(json: closing.json) == closing)
    var question = GapsQuestion(chart: fixture.chart, until: Day("2026-05-09"))
    // A quarantined day still waits for a decision.
    #expect(
      try series(question, fixture) == ["2026-05-05 1 quarantined 1 entry", "2026-05-09 1 missing -"])
    question.includesClosed = true
    #expect(
      try series(question, fixture) == [
        "2026-05-03 1 closed gone on 2026-05-07", "2026-05-05 1 quarantined 1 entry",
        "2026-05-07 to 2026-05-08 2 closed gone on 2026-05-07", "2026-05-09 1 missing -",
      ])
    let status = try StatusQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(status.missing == [])
    #expect(status.failed == [])
    #expect(status.closed.map(\.description) == ["2026-05-03", "2026-05-07", "2026-05-08"])
    // Before the decision no day was closed.
    question.until = nil
    #expect(
      try series(question, fixture, cutoff: Cutoff(asOf: Instant("2026-05-10T12:00:30Z"))) == [
        "2026-05-03 1 missing the source has no such day", "2026-05-05 1 quarantined 1 entry",
      ])
  }

  @Test func theNewestDecisionAboutADayHolds() async throws {
    let fixture = try await fixture()
    let chart = fixture.chart
    _ = try await fixture.lake.decide(
      .close, about: [range("2026-05-03", "2026-05-08")], of: chart, reason: "gone")
    _ = try await fixture.lake.decide(
      .open, about: [range("2026-05-06", "2026-05-07")], of: chart, reason: nil)
    let question = GapsQuestion(chart: chart)
    #expect(
      try series(question, fixture) == ["2026-05-05 1 quarantined 1 entry", "2026-05-07 1 missing -"])
    let closed = try fixture.reader.closedDays(of: chart)
    #expect(closed.reason(of: Day("2026-05-08")!) == "gone")
    #expect(closed.reason(of: Day("2026-05-07")!) == nil)
    #expect(closed.reason(of: Day("2026-05-09")!) == nil)
    #expect(try fixture.reader.closedDays(of: ChartName("other")!).reason(of: Day("2026-05-08")!) == nil)
    _ = try await fixture.lake.decide(
      .close, about: [range("2026-05-07", "2026-05-07")], of: chart, reason: "gone after all")
    #expect(try series(question, fixture) == ["2026-05-05 1 quarantined 1 entry"])
    // A list that arrives for a closed day stands.
    try await fixture.record("2026-05-08", items("A"), recorded: "2026-05-11T12:00:00Z")
    let status = try StatusQuestion(chart: chart).answer(from: fixture.reader)
    #expect(status.closed.map(\.description) == ["2026-05-03", "2026-05-07"])
    #expect(status.lastPublished == Day("2026-05-08"))
  }

  @Test func gapsArePeriodsOfTheCadence() async throws {
    let weekly = try await ChartFixture(cadence: .weekly(due: .saturday))
    try await weekly.record("2026-05-02", items("A"))
    // The list of the week of 9 May is dated on its Monday.
    try await weekly.record("2026-05-04", state: .failed, reason: "no answer")
    try await weekly.record("2026-05-16", items("A"))
    #expect(
      try series(GapsQuestion(chart: weekly.chart, until: Day("2026-05-30")), weekly) == [
        "2026-05-04 1 failed no answer", "2026-05-23 to 2026-05-30 2 missing -",
      ])
    let irregular = try await ChartFixture(cadence: .irregular)
    try await irregular.record("2026-05-02", items("A"))
    try await irregular.record("2026-05-03", state: .missing)
    try await irregular.record("2026-05-09", state: .unavailable, reason: "no answer")
    #expect(
      try series(GapsQuestion(chart: irregular.chart, until: Day("2026-05-30")), irregular) == [
        "2026-05-09 1 unavailable no answer"
      ])
  }

  @Test func aRangeIsWrittenWithTwoDots() {
    #expect(DayRange("2026-05-01..2026-05-03") == range("2026-05-01", "2026-05-03"))
    #expect(range("2026-05-01", "2026-05-03").text == "2026-05-01..2026-05-03")
    for text in [
      "", "2026-05-01", "2026-05-03..2026-05-01", "2026-05-01..", "2026-05-01..2026-05-02..2026-05-03",
    ] {
      #expect(DayRange(text) == nil, "\(text)")
    }
  }
}
