import History
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@Suite struct ChartQuestionTests {
  private func rows(_ answer: ChartAnswer) -> [String] {
    answer.entries.map { entry in
      let previous = entry.previousRank.map(String.init) ?? "-"
      let change = entry.change.map(String.init) ?? "-"
      return "\(entry.rank) \(entry.id) \(previous) \(change) \(entry.status.rawValue)"
    }
  }

  private func failure(_ question: ChartQuestion, _ reader: LakeReader) async throws -> Failure {
    try await #require(throws: Failure.self) { try await question.answer(from: reader) }
  }

  @Test func onTheFirstPublishedDayEveryItemIsNew() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try await ChartQuestion(chart: fixture.chart, day: Day("2026-05-01")).answer(
      from: fixture.reader)
    #expect(rows(answer) == ["1 ttA - - new", "2 ttB - - new", "3 ttC - - new"])
    #expect(answer.previousDay == nil)
  }

  @Test func movementIsAgainstThePublishedDayBefore() async throws {
    let fixture = try await ChartFixture.sixDays()
    let second = try await ChartQuestion(chart: fixture.chart, day: Day("2026-05-02")).answer(
      from: fixture.reader)
    #expect(rows(second) == ["1 ttB 2 1 up", "2 ttA 1 -1 down", "3 ttD - - new"])
    // 3 May is missing, so 4 May is compared with 2 May.
    let fourth = try await ChartQuestion(chart: fixture.chart, day: Day("2026-05-04")).answer(
      from: fixture.reader)
    #expect(rows(fourth) == ["1 ttB 1 0 same", "2 ttC - - return", "3 ttA 2 -1 down"])
    #expect(fourth.previousDay == Day("2026-05-02"))
  }

  @Test func theLastPublishedDayAnswersWhereNoDayIsAsked() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try await ChartQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(answer.requested == nil)
    #expect(answer.day == Day("2026-05-06"))
    #expect(rows(answer) == ["1 ttB 1 0 same", "2 ttD - - return", "3 ttA 3 0 same"])
    #expect(answer.recordedAt == Instant("2026-05-10T12:00:00Z"))
  }

  @Test func anEarlierBeliefIsReadBackAsOfThen() async throws {
    let fixture = try await ChartFixture.sixDays()
    let question = ChartQuestion(
      chart: fixture.chart, day: Day("2026-05-06"), cutoff: Cutoff(asOf: Instant("2026-05-09T00:00:00Z")))
    #expect(
      rows(try await question.answer(from: fixture.reader)) == [
        "1 ttB 1 0 same", "2 ttA 3 1 up", "3 ttD - - return",
      ])
    let tooEarly = try await failure(
      ChartQuestion(chart: fixture.chart, cutoff: Cutoff(asOf: Instant("2026-05-01"))), fixture.reader)
    #expect(tooEarly.kind == .noData)
    #expect(tooEarly.message == "there is no data for test as of 2026-05-01T00:00:00.000000Z")
  }

  @Test func aDayWithoutAListMayBeAnsweredByTheOneBefore() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try await ChartQuestion(chart: fixture.chart, day: Day("2026-05-05"), orBefore: true)
      .answer(from: fixture.reader)
    #expect(answer.requested == Day("2026-05-05"))
    #expect(answer.day == Day("2026-05-04"))
  }

  @Test func aDayWithoutAListSaysWhatItIsAndNamesTheNearest() async throws {
    let fixture = try await ChartFixture.sixDays()
    let missing = try await failure(
      ChartQuestion(chart: fixture.chart, day: Day("2026-05-03")), fixture.reader)
    #expect(missing.kind == .noData)
    #expect(
      missing.message
        == "test is missing on 2026-05-03: the source has no such day; "
        + "the nearest published days are 2026-05-02 and 2026-05-04")
    let held = try await failure(ChartQuestion(chart: fixture.chart, day: Day("2026-05-05")), fixture.reader)
    #expect(
      held.message
        == "test on 2026-05-05 is quarantined, 1 entry is held back: 1 entry; "
        + "the nearest published days are 2026-05-04 and 2026-05-06")
    #expect(held.remedy == .showHeldBack(fixture.chart, Day("2026-05-05")!))
    #expect(held.facts == [JSONMember("nearest_days", ["2026-05-04", "2026-05-06"])])
    let early = try await failure(
      ChartQuestion(chart: fixture.chart, day: Day("2026-04-30"), orBefore: true), fixture.reader)
    #expect(
      early.message
        == "test has no snapshot on or before 2026-04-30; the nearest published day is 2026-05-01")
  }

  @Test func anUnknownChartNamesThoseThereAre() async throws {
    let fixture = try await ChartFixture.sixDays()
    let failure = try await failure(ChartQuestion(chart: try #require(ChartName("tset"))), fixture.reader)
    #expect(failure.kind == .noData)
    #expect(failure.remedy == .words("did you mean test? its charts are: test"))
    #expect(failure.facts == [JSONMember("charts", ["test"])])
  }

  @Test func itemsThatShareARankMoveByTheirRanks() async throws {
    let fixture = try await ChartFixture()
    let item = { (rank: Int, name: String) in Entry(rank: rank, id: ItemID(name), title: name) }
    try await fixture.record("2026-05-01", [item(1, "a"), item(2, "b"), item(3, "c")])
    try await fixture.record("2026-05-02", [item(1, "b"), item(1, "c"), item(3, "a")])
    let answer = try await ChartQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(rows(answer) == ["1 b 2 1 up", "1 c 3 2 up", "3 a 1 -2 down"])
  }

  @Test func aSecondRowOfAnIdIsHeldAgainstItsSecondRowOfTheDayBefore() async throws {
    let fixture = try await ChartFixture.twoRows()
    let second = try await ChartQuestion(chart: fixture.chart, day: Day("2026-05-02")).answer(
      from: fixture.reader)
    #expect(rows(second) == ["1 b 2 1 up", "2 a 1 -1 down", "3 c - - new", "4 b - - new"])
    let third = try await ChartQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(rows(third) == ["1 b 1 0 same", "2 b 4 2 up", "3 a 2 -1 down", "4 a - - new"])
  }

  @Test func aDegradedDayCountsAsPublishedAndSaysSo() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", items("A"), state: .degraded)
    #expect(try await ChartQuestion(chart: fixture.chart).answer(from: fixture.reader).state == .degraded)
  }

  @Test func damagedBytesAreNeverAnAnswer() async throws {
    let fixture = try await ChartFixture()
    let snapshot = try await fixture.record("2026-05-01", items("A"))
    let name = try #require(snapshot.version).description
    try overwrite("\(fixture.path)/objects/\(name.prefix(2))/\(name).gz", [0x1F, 0x8B, 0, 0])
    #expect(try await failure(ChartQuestion(chart: fixture.chart), fixture.reader).kind == .damaged)
  }
}
