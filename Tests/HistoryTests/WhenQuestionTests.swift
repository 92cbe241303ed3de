import JSON
import RankingModel
import Testing

@testable import History

/// The days on which a condition held, over the six days of `ChartFixture.sixDays`: 3 and 5 May have no list.
@Suite struct WhenQuestionTests {
  private func answer(_ text: String, _ fixture: ChartFixture, asOf: String? = nil) throws -> WhenAnswer {
    try WhenQuestion(
      chart: fixture.chart, condition: try Condition(text),
      cutoff: Cutoff(asOf: asOf.flatMap { Instant($0) })
    ).answer(from: fixture.reader)
  }

  /// The ranges as the days of May, such as `1-2 4`.
  private func ranges(_ answer: WhenAnswer) -> String {
    answer.ranges.map { range in
      let (from, to) = (range.from.civil.day, range.to.civil.day)
      return from == to ? "\(from)" : "\(from)-\(to)"
    }.joined(separator: " ")
  }

  @Test(arguments: [
    ("ttA above ttB", "1"),
    ("ttA below ttB", "2 4 6"),
    ("not ttA above ttB", "2 4 6"),
    // A bare field belongs to the item named last, even if that item is the one named as below.
    ("ttA below ttB and rank = 1", "2 4 6"),
    ("ttB = 1", "2 4 6"),
    ("ttA <= 2", "1-2"),
    ("'film a' >= 2 and rank <= 2", "2"),
    ("ttB = 1 and ttA = 3", "4 6"),
    ("rank of ttD = 3", "2"),
    ("ttC on chart", "1 4"),
    ("ttC off chart", "2 6"),
    ("ttC is null", "2 6"),
    ("not ttC off chart", "1 4"),
    // Where C is off the chart, neither `<= 2` nor its opposite holds.
    ("ttC <= 2", "4"),
    ("not ttC <= 2", "1"),
    ("ttC above ttD", ""),
    ("ttC above ttD or not ttC above ttD", ""),
    ("ttC off chart or ttC = 3", "1-2 6"),
    ("\"Film A\" <= 2 or ttD is null", "1-2 4"),
    ("ttA in (1, 3)", "1 4 6"),
  ])
  func whatHeldIsToldAsRanges(text: String, days: String) async throws {
    let answer = try answer(text, try await ChartFixture.sixDays())
    #expect(ranges(answer) == days, "\(text)")
    // 3 and 5 May have no list.
    #expect([answer.coverage.observed, answer.coverage.due, answer.coverage.missing] == [4, 6, 2])
    #expect(answer.daysAtMost == answer.days + 2)
  }

  @Test func missingDaysEndARangeAndMakeTheBounds() async throws {
    let answer = try answer("ttB on chart", try await ChartFixture.sixDays())
    #expect(
      answer.ranges == [
        HistoryAnswer.Series(from: Day("2026-05-01")!, to: Day("2026-05-02")!, days: 2),
        HistoryAnswer.Series(from: Day("2026-05-04")!, to: Day("2026-05-04")!, days: 1),
        HistoryAnswer.Series(from: Day("2026-05-06")!, to: Day("2026-05-06")!, days: 1),
      ])
    #expect([answer.days, answer.daysAtMost] == [4, 6])
    #expect(answer.items == [WhenAnswer.Item(id: ItemID("ttB"), title: "Film B")])
  }

  @Test func anItemThatIsNamedTwiceIsOne() async throws {
    let answer = try answer("ttA = 1 or 'film a' = 2 or ttB = 9", try await ChartFixture.sixDays())
    #expect(answer.items.map(\.id) == [ItemID("ttA"), ItemID("ttB")])
    #expect(answer.condition == "ttA = 1 or 'film a' = 2 or ttB = 9")
  }

  @Test func anEarlierBeliefIsAskedAsOfThen() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(ranges(try answer("ttA = 2", fixture)) == "2")
    #expect(ranges(try answer("ttA = 2", fixture, asOf: "2026-05-09")) == "2 6")
  }

  @Test func measuresBelongToAnItem() async throws {
    let fixture = try await ChartFixture()
    let settings = ChartSettings(
      chart: fixture.chart, title: "Test", item: .item, measures: ["rating"], job: nil)
    let entry = { (rank: Int, name: String, rating: JSONValue?) in
      Entry(
        rank: rank, id: ItemID(name), title: name,
        fields: rating.map { [JSONMember("rating", $0)] } ?? [])
    }
    try await fixture.record("2026-05-01", [entry(1, "a", 9.2), entry(2, "b", 8)], settings: settings)
    try await fixture.record("2026-05-02", [entry(1, "a", 9.1), entry(2, "b", nil)], settings: settings)
    try await fixture.record("2026-05-03", [entry(1, "b", 9.3), entry(2, "a", 9.2)], settings: settings)
    #expect(ranges(try answer("a <= 2 and rating >= 9.2", fixture)) == "1 3")
    #expect(ranges(try answer("a = 1 and b = 2 and rating = 8", fixture)) == "1")
    #expect(ranges(try answer("rating of a >= 9.2 and rating of b < 9", fixture)) == "1")
    #expect(ranges(try answer("rating of b is null", fixture)) == "2")
    #expect(ranges(try answer("not rating of b > 9", fixture)) == "1")
    let unknown = try #require(throws: Failure.self) { try answer("raitng of a > 9", fixture) }
    #expect(unknown.kind == .usage)
    #expect(unknown.remedy == .words("did you mean \"rating\"? the fields are: rank, rating"))
  }

  @Test func whatIsNotUnderstoodIsRefused() async throws {
    let fixture = try await ChartFixture.sixDays()
    let failure = { (text: String) in try #require(throws: Failure.self) { try answer(text, fixture) } }
    let nobody = try failure("rank = 1")
    #expect(nobody.kind == .usage)
    #expect(nobody.message.contains("no item is named before \"rank\"\n  rank = 1\n  ^"))
    let misspelt = try failure("ttA = 1 and rnak = 1")
    #expect(misspelt.kind == .usage)
    #expect(misspelt.facts == [JSONMember("position", 13)])
    #expect(misspelt.remedy == .words("did you mean \"rank\"? the fields are: rank"))
    let unknown = try failure("ttZ on chart")
    #expect(unknown.kind == .noData)
    #expect(unknown.message == "no item on test has the id or a title with \"ttZ\"")
    let several = try failure("Film on chart")
    #expect(several.kind == .noData)
    #expect(several.message.hasPrefix("4 items on test fit \"Film\":\n"))
  }

  /// A leads on 1 May and from 6 to 8 May; W is on the chart on 7 May alone.
  @Test func daysOfAnotherEpochAreLeftOut() async throws {
    let fixture = try await ChartFixture.tenDays(epochs: [Epoch(start: Day("2026-05-08")!, reason: "new")])
    let own = try answer("ttA = 1", fixture)
    #expect(own.epoch?.start == Day("2026-05-08"))
    #expect(ranges(own) == "8")
    #expect([own.coverage.observed, own.coverage.due] == [3, 3])
    #expect(ranges(try answer("ttW off chart", fixture)) == "8-10")
    var question = WhenQuestion(chart: fixture.chart, condition: try Condition("ttA = 1"))
    question.acrossEpochs = true
    let across = try question.answer(from: fixture.reader)
    #expect(across.epoch == nil && ranges(across) == "1 6-8")
  }

  /// Publishes a chart with the item `ttA` on each of `days`.
  private func chart(_ cadence: Cadence, _ days: [String]) async throws -> ChartFixture {
    let fixture = try await ChartFixture(cadence: cadence)
    for (second, day) in days.enumerated() {
      try await fixture.record(day, items("A"), recorded: "2026-06-01T12:00:0\(second)Z")
    }
    return fixture
  }

  @Test func periodsOfAWeeklyChartAreWeeks() async throws {
    let fixture = try await chart(.weekly(due: .saturday), ["2026-05-09", "2026-05-16", "2026-05-30"])
    let answer = try answer("ttA = 1", fixture)
    #expect(ranges(answer) == "9-16 30")
    #expect([answer.days, answer.daysAtMost, answer.coverage.observed, answer.coverage.due] == [3, 4, 3, 4])
  }

  @Test func noDayOfAnIrregularChartIsMissing() async throws {
    let fixture = try await chart(.irregular, ["2026-05-01", "2026-05-10", "2026-05-11"])
    let answer = try answer("ttA = 1", fixture)
    #expect(ranges(answer) == "1-11")
    #expect(
      [answer.days, answer.daysAtMost, answer.coverage.observed, answer.coverage.due] == [3, nil, 3, 3])
  }

  @Test func aDayOfWhichNothingIsKnownIsMissing() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", items("A"))
    try await fixture.record("2026-05-03", items("A"))
    let answer = try answer("ttA = 1", fixture)
    #expect(ranges(answer) == "1 3")
    #expect([answer.days, answer.daysAtMost, answer.coverage.due] == [2, 3, 3])
  }
}
