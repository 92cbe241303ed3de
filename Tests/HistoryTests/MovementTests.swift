import History
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@Suite struct MovementTests {
  private func words(_ items: [MovedItem]) -> [String] {
    items.map { item in
      let ranks = [item.rank, item.previousRank, item.change].map { $0.map { "\($0)" } ?? "-" }
      return "\(item.id) \(ranks.joined(separator: " "))"
    }
  }

  private func diff(
    _ fixture: ChartFixture, _ from: String, _ to: String, orBefore: Bool = false
  ) throws -> DiffAnswer {
    try DiffQuestion(chart: fixture.chart, from: Day(from)!, to: Day(to)!, orBefore: orBefore)
      .answer(from: fixture.reader)
  }

  @Test func aDifferenceSaysWhatEnteredLeftAndMoved() async throws {
    let fixture = try await ChartFixture.sixDays()
    let diff = try diff(fixture, "2026-05-01", "2026-05-06")
    #expect(words(diff.entered) == ["ttD 2 - -"])
    #expect(words(diff.left) == ["ttC - 3 -"])
    #expect(words(diff.moved) == ["ttB 1 2 1", "ttA 3 1 -2"])
    #expect(diff.unchanged == 0)
    #expect([diff.coverage.observed, diff.coverage.due] == [4, 6])
  }

  @Test func aDifferenceIsToldBackwardsToo() async throws {
    let fixture = try await ChartFixture.sixDays()
    let backwards = try diff(fixture, "2026-05-06", "2026-05-01")
    #expect(words(backwards.entered) == ["ttC 3 - -"])
    #expect(words(backwards.left) == ["ttD - 2 -"])
    #expect(words(backwards.moved) == ["ttA 1 3 2", "ttB 2 1 -1"])
    #expect([backwards.coverage.observed, backwards.coverage.due] == [4, 6])
    let same = try diff(fixture, "2026-05-06", "2026-05-06")
    #expect(same.entered.isEmpty && same.left.isEmpty && same.moved.isEmpty)
    #expect(same.unchanged == 3)
  }

  @Test func bothDaysMustBePublished() async throws {
    let fixture = try await ChartFixture.sixDays()
    let failure = #expect(throws: Failure.self) { try diff(fixture, "2026-05-01", "2026-05-03") }
    #expect(failure?.kind == .noData)
    #expect(
      failure?.message.hasSuffix("the nearest published days are 2026-05-02 and 2026-05-04") == true)
    let instead = try diff(fixture, "2026-05-01", "2026-05-03", orBefore: true)
    #expect(instead.to == Day("2026-05-02") && instead.requestedTo == Day("2026-05-03"))
    #expect(words(instead.moved) == ["ttB 1 2 1", "ttA 2 1 -1"])
  }

  /// The last seven days, which are the whole chart.
  @Test func moversAreThoseOnTheFirstAndTheLastDay() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try MoversQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(answer.from == Day("2026-05-01") && answer.to == Day("2026-05-06"))
    #expect(
      answer.climbers.map { "\($0.id) \($0.previousRank) \($0.rank) \($0.best) \($0.worst)" } == [
        "ttB 2 1 1 2"
      ])
    #expect(
      answer.fallers.map { "\($0.id) \($0.previousRank) \($0.rank) \($0.best) \($0.worst)" } == [
        "ttA 1 3 1 3"
      ])
    #expect([answer.climbed, answer.fell, answer.unchanged, answer.entered, answer.left] == [1, 1, 0, 1, 1])
    #expect([answer.coverage.observed, answer.coverage.due] == [4, 6])
  }

  @Test func aRangeAndALimitCutMovers() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", items("A", "B", "C", "D", "E"))
    try await fixture.record("2026-05-02", items("E", "D", "C", "B", "A"))
    try await fixture.record("2026-05-03", items("D", "E", "C", "A", "B"))
    func answer(_ range: MoversQuestion.Range, limit: Int = 10) throws -> MoversAnswer {
      try MoversQuestion(chart: fixture.chart, range: range, limit: limit).answer(from: fixture.reader)
    }
    // D and E rose by 3, A and B fell by 3: items that moved equally far are in the order of their ranks.
    let all = try answer(.days(from: Day("2026-05-01"), to: nil))
    #expect(all.climbers.map { "\($0.id) \($0.change)" } == ["ttD 3", "ttE 3"])
    #expect(all.fallers.map { "\($0.id) \($0.change)" } == ["ttA -3", "ttB -3"])
    #expect(all.climbers.map(\.best) == [1, 1] && all.fallers.map(\.worst) == [5, 5])
    let one = try answer(.lastPeriods(7), limit: 1)
    #expect([one.climbers.count, one.climbed, one.fallers.count, one.fell] == [1, 2, 1, 2])
    let two = try answer(.lastDays(2))
    #expect(two.from == Day("2026-05-02"))
    #expect(two.climbers.map { "\($0.id) \($0.change)" } == ["ttD 1", "ttA 1"])
    #expect(throws: Failure.self) { try answer(.days(from: Day("2026-06-01"), to: nil)) }
  }

  /// A new epoch begins on 6 May: A B C D on that day, and C B A on 10 May. On 1 May the list is A B C.
  @Test func moversDoNotCrossEpochs() async throws {
    let epoch = Epoch(start: Day("2026-05-06")!, reason: "longer lists")
    let fixture = try await ChartFixture.tenDays(epochs: [epoch])
    var question = MoversQuestion(chart: fixture.chart, range: .days(from: Day("2026-05-01"), to: nil))
    let own = try question.answer(from: fixture.reader)
    #expect(own.epoch == epoch && own.from == Day("2026-05-06") && own.to == Day("2026-05-10"))
    #expect([own.climbed, own.fell, own.unchanged, own.entered, own.left] == [1, 1, 1, 0, 1])
    #expect([own.coverage.observed, own.coverage.due] == [5, 5])
    question.acrossEpochs = true
    let across = try question.answer(from: fixture.reader)
    #expect(across.epoch == nil && across.from == Day("2026-05-01"))
    #expect([across.climbed, across.fell, across.unchanged, across.entered, across.left] == [1, 1, 1, 0, 0])
  }

  @Test func sevenPeriodsOfAWeeklyChartAreWeeks() async throws {
    let fixture = try await ChartFixture(cadence: .weekly(due: .saturday))
    for week in 0..<9 {
      let day = Day("2026-01-03")!.advanced(by: week * 7)
      try await fixture.record(day.description, week % 2 == 0 ? items("A", "B") : items("B", "A"))
    }
    let answer = try MoversQuestion(chart: fixture.chart).answer(from: fixture.reader)
    #expect(answer.from == Day("2026-01-17") && answer.to == Day("2026-02-28"))
    #expect([answer.coverage.observed, answer.coverage.due] == [7, 7])
  }
}
