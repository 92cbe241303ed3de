import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import History

@Suite struct SummaryQuestionTests {
  private func standings(_ items: [SummaryAnswer.Standing]) -> [String] {
    items.map { "\($0.id) \($0.title): \($0.points) \($0.days) \($0.best) \($0.daysAtNumberOne)" }
  }

  /// The longest of the nine lists has 4 entries, so rank 1 counts 4 points. The sums of ranks are A 16 over 9 days, B 16 over 9,
  /// C 15 over 6, D 12 over 4, W 3 over 1. That gives (45 - 16) / 9, the same, (30 - 15) / 9, (20 - 12) / 9, (5 - 3) / 9 points.
  ///
  /// A, B and C enter on the first day, then D, C, W, D and C; C, D, W, C and D leave. The lists have 29 rows. After the first
  /// day there are 10 changes over 2 × 29/9 × 8.
  @Test func aSummaryOfTenDays() async throws {
    let fixture = try await ChartFixture.tenDays()
    let answer = try await SummaryQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(
      standings(answer.items) == [
        "ttA Film A: 3.222222 9 1 4", "ttB Film B: 3.222222 9 1 3", "ttC Film C: 1.666667 6 1 2",
        "ttD Film D: 0.888889 4 2 0", "ttW Film W: 0.222222 1 3 0",
      ])
    #expect([answer.entered, answer.left] == [8, 5])
    #expect(answer.turnover == 0.193966)
    #expect(answer.numberOnes.map { "\($0.id) \($0.daysAtNumberOne)" } == ["ttA 4", "ttB 3", "ttC 2"])
    #expect(answer.survival.map(\.days) == [30, 90, 365])
    #expect(answer.survival.allSatisfy { $0.newcomers == 0 && $0.share == nil })
    #expect([answer.range.coverage.observed, answer.range.coverage.due] == [9, 10])
    #expect(answer.groups.isEmpty)
  }

  /// The longest list has 3 entries. A 1 2 3 3, B 2 1 1 1, C 3 - 2 -, D - 3 - 2 give (16 - 9) / 4, (16 - 5) / 4, (8 - 5) / 4, the
  /// same. Three enter on the first day; after it there are 6 changes over 2 × 12/4 × 3.
  @Test func aSummaryOfSixDays() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try await SummaryQuestion(chart: fixture.chart, days: DayRange(naming: "2026-05")).answer(
      from: fixture.reader)
    #expect(
      standings(answer.items) == [
        "ttB Film B: 2.75 4 1 3", "ttA Film A: 1.75 4 1 1", "ttC Film C: 0.75 2 2 0",
        "ttD Film D: 0.75 2 2 0",
      ])
    #expect([answer.entered, answer.left] == [6, 3])
    #expect(answer.turnover == 0.333333)
    #expect(answer.range.requestedFrom == Day("2026-05-01") && answer.range.requestedTo == Day("2026-05-31"))
    #expect(answer.range.coverage.days == DayRange(from: Day("2026-05-01")!, to: Day("2026-05-06")!))
  }

  /// D enters on 3 May and W on 7 May. One day later, D's day is the missing 4 May, so that it is unknown whether D stayed, and W
  /// is gone. Three days later D is on the chart and W is not. Four days later D is not, and W's day, 11 May, is in the future.
  @Test func survivalCountsNewcomersOfWhomItIsKnown() async throws {
    let fixture = try await ChartFixture.tenDays()
    let survivals = { (days: DayRange?) in
      let chart = try ChartDays(of: fixture.chart, from: fixture.reader)
      let range = try chart.statisticsRange(from: days?.from, to: days?.to)
      let rankings = try chart.rankings(MergedItems(chart, from: fixture.reader))
      let tallies = SummaryTallies(rankings, range, longest: 4)
      return [1, 3, 4].map { after in
        let survival = tallies.survival(after: after, chart.cadence)
        return "\(survival.survivors) of \(survival.newcomers)"
      }
    }
    #expect(try survivals(nil) == ["0 of 1", "1 of 2", "0 of 1"])
    // Days after the range tell who stayed. D enters on the first day of the last range.
    #expect(try survivals(DayRange("2026-05-02..2026-05-03")) == ["0 of 0", "1 of 1", "0 of 1"])
    #expect(try survivals(DayRange("2026-05-03..2026-05-06")) == ["0 of 0", "1 of 1", "0 of 1"])
  }

  @Test func aWeekIsSurvivedByTheListOfIt() async throws {
    let fixture = try await ChartFixture(cadence: .weekly(due: .saturday))
    // B enters on Saturday 9 May. The list due by Monday 8 June is that of Saturday 13 June.
    try await fixture.record("2026-05-02", items("A"))
    for day in ["05-09", "05-16", "05-23", "05-30", "06-06"] {
      try await fixture.record("2026-\(day)", items("A", "B"))
    }
    let survival = {
      try await SummaryQuestion(chart: fixture.chart).answer(from: fixture.reader).survival[0]
    }
    #expect(try await survival().newcomers == 0)
    try await fixture.record("2026-06-13", items("A", "B"))
    #expect(try await survival() == SummaryAnswer.Survival(days: 30, newcomers: 1, survivors: 1))
  }

  @Test func aSummaryDoesNotCrossEpochs() async throws {
    let epoch = Epoch(start: Day("2026-05-06")!, reason: "longer lists")
    let fixture = try await ChartFixture.tenDays(epochs: [epoch])
    var question = SummaryQuestion(chart: fixture.chart, days: DayRange(naming: "2026"))
    let own = try await question.answer(from: fixture.reader)
    #expect(own.range.epoch == epoch)
    // A 1 1 1 2 3 of 4: (25 - 8) / 5.
    #expect(standings(own.items).first == "ttA Film A: 3.4 5 1 3")
    #expect([own.entered, own.left] == [3, 4])
    question.acrossEpochs = true
    #expect(try await question.answer(from: fixture.reader).entered == 8)
  }

  /// 3 May follows the list of 2 May: D enters and C leaves. The lists of 3 to 6 May have 3 + 3 + 4 rows; D, C and then C give 3
  /// changes over 2 × 10/3 × 3.
  @Test func partsOfARangeAddUpToWhatItsEventsAre() async throws {
    let fixture = try await ChartFixture.tenDays()
    let count = { (days: DayRange?) async throws -> [Int] in
      let answer = try await SummaryQuestion(chart: fixture.chart, days: days).answer(from: fixture.reader)
      var events = EventsQuestion(chart: fixture.chart)
      (events.from, events.to) = (days?.from, days?.to)
      let kinds = try events.answer(from: fixture.reader).events.map(\.kind)
      #expect(answer.entered == kinds.count { [.enter, .return].contains($0) })
      #expect(answer.left == kinds.count { $0 == .leave })
      return [answer.entered, answer.left]
    }
    #expect(try await count(DayRange("2026-05-01..2026-05-02")) == [3, 0])
    #expect(try await count(DayRange("2026-05-03..2026-05-06")) == [2, 1])
    #expect(try await count(DayRange("2026-05-07..2026-05-10")) == [3, 4])
    #expect(try await count(nil) == [8, 5])
    let middle = try await SummaryQuestion(chart: fixture.chart, days: DayRange("2026-05-03..2026-05-06"))
      .answer(from: fixture.reader)
    #expect(middle.turnover == 0.15)
  }

  /// The longest list has 3 entries: A stands on ranks 1 and 2, B on 2 and 1, C on 3. B has another director on its last day.
  @Test func aDayCountsForTheValueThatAnItemHasOnIt() async throws {
    let fixture = try await ChartFixture()
    let entry = { (rank: Int, id: String, year: JSONValue, directors: [JSONValue]) in
      Entry(
        rank: rank, id: ItemID(id), title: id,
        fields: [JSONMember("year", year), JSONMember("director", .array(directors))])
    }
    try await fixture.record(
      "2026-05-01",
      [
        entry(1, "A", 1994, ["X", "Y"]), entry(2, "B", 1999, ["X"]),
        Entry(rank: 3, id: ItemID("C"), title: "C"),
      ])
    try await fixture.record(
      "2026-05-02", [entry(1, "B", 1999, ["Z"]), entry(2, "A", 1994, ["X", "Y"])])
    var question = SummaryQuestion(chart: fixture.chart)
    question.fields = ["decade", "director"]
    let groups = try await question.answer(from: fixture.reader).groups
    #expect(groups.map(\.field) == ["decade", "director"])
    let lines = groups.map {
      $0.groups.map { "\(CanonicalJSON.text($0.value)) \($0.items) \($0.days) \($0.points)" }
    }
    #expect(lines[0] == ["1990 2 4 5.0", "null 1 1 0.5"])
    #expect(lines[1] == [#""X" 2 3 3.5"#, #""Y" 1 2 2.5"#, #""Z" 1 1 1.5"#, "null 1 1 0.5"])
    question.fields = ["studio"]
    let unknown = question
    let failure = await #expect(throws: Failure.self) { try await unknown.answer(from: fixture.reader) }
    #expect(failure?.remedy == .words("the fields are: decade, director, year"))
  }

  @Test func pointsGoByTheLengthOfTheListWithItsDoubleRows() async throws {
    let fixture = try await ChartFixture.twoRows()
    // Four rows: a stands on 1, 2 and 3, b on 2, 1 and 1, c on 3.
    let answer = try await SummaryQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(
      answer.items.map { "\($0.id) \($0.points)" } == ["b 3.666667", "a 3.0", "c 0.666667"])
  }

  @Test(arguments: [
    ("2025", "2025-01-01..2025-12-31"), ("2024-02", "2024-02-01..2024-02-29"),
    ("2025-12", "2025-12-01..2025-12-31"), ("2025-03-04", "2025-03-04..2025-03-04"),
    ("2025-01-01..2025-06-30", "2025-01-01..2025-06-30"),
  ])
  func daysAreNamed(text: String, days: String) {
    #expect(DayRange(naming: text)?.text == days)
  }

  @Test(arguments: ["", "25", "2025-13", "2025-02-30", "May", "2025-06-30..2025-01-01", "2025-1"])
  func whatNamesNoDays(text: String) {
    #expect(DayRange(naming: text) == nil)
  }
}
