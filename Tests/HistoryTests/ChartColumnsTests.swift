import JSON
import LakeStore
import RankingModel
import Testing

@testable import History

/// A chart's columns about each item's past, the day that the chart is compared with, and the order of its rows.
@Suite struct ChartColumnsTests {
  @Test func daysAndPeaksAreCountedInTheEpochOfTheDay() async throws {
    let epoch = Epoch(start: Day("2026-05-06")!, reason: "longer lists")
    let fixture = try await ChartFixture.tenDays(epochs: [epoch])
    var question = ChartQuestion(chart: fixture.chart, day: Day("2026-05-07"))
    func rows(_ answer: ChartAnswer) -> [String] {
      answer.entries.map { row in
        let names = ["title", "days_on_chart", "peak_so_far", "peak_day", "debut"]
        return names.map { CanonicalJSON.text(answer.value($0, of: row)).filter { $0 != "\"" } }
          .joined(separator: " ")
      }
    }
    let own = try await question.answer(from: fixture.reader)
    #expect(own.epoch == epoch)
    #expect([own.coverage.observed, own.coverage.due] == [2, 2])
    #expect(
      rows(own) == [
        "Film A 2 1 2026-05-06 2026-05-01", "Film B 2 2 2026-05-06 2026-05-01",
        "Film W 1 3 2026-05-07 2026-05-07", "Film C 2 3 2026-05-06 2026-05-01",
      ])
    question.acrossEpochs = true
    let across = try await question.answer(from: fixture.reader)
    #expect(across.epoch == nil)
    #expect([across.coverage.observed, across.coverage.due] == [6, 7])
    #expect(
      rows(across) == [
        "Film A 6 1 2026-05-01 2026-05-01", "Film B 6 1 2026-05-02 2026-05-01",
        "Film W 1 3 2026-05-07 2026-05-07", "Film C 4 3 2026-05-01 2026-05-01",
      ])
    // A day of the first epoch counts the days up to it.
    question.day = Day("2026-05-05")
    question.acrossEpochs = false
    let first = try await question.answer(from: fixture.reader)
    #expect(first.epoch == nil)
    #expect([first.coverage.observed, first.coverage.due] == [4, 5])
  }

  private func answer(
    _ fixture: ChartFixture, day: String = "2026-05-06", comparedWith compared: String? = nil,
    where condition: String? = nil, by order: [ChartOrder] = [], asOf: String? = nil
  ) async throws -> ChartAnswer {
    var question = ChartQuestion(
      chart: fixture.chart, day: Day(day), cutoff: Cutoff(asOf: asOf.flatMap { Instant($0) }))
    question.compared = compared.flatMap { Day($0) }
    question.condition = try condition.map { try Condition($0) }
    question.order = order
    return try await question.answer(from: fixture.reader)
  }

  private func ids(_ answer: ChartAnswer) -> String {
    answer.entries.map { $0.id.description.replacing("tt", with: "") }.joined()
  }

  /// For each row: the item, days on chart, peak so far, the day of the peak, the debut.
  private func pasts(_ answer: ChartAnswer) -> [String] {
    let names = ChartColumns.past.filter { $0 != "days_on_chart_at_most" }
    return answer.entries.map { row in
      ([row.id.description] + names.map { Cell.text(answer.value($0, of: row)) }).joined(separator: " ")
    }
  }

  private enum Cell {
    static func text(_ value: JSONValue) -> String {
      value.string?.replacing("2026-05-", with: "") ?? CanonicalJSON.text(value)
    }
  }

  @Test func aRowSaysWhatItsItemDidUpToTheDay() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(
      pasts(try await answer(fixture, day: "2026-05-01")) == [
        "ttA 1 1 01 01", "ttB 1 2 01 01", "ttC 1 3 01 01",
      ])
    #expect(
      pasts(try await answer(fixture, day: "2026-05-02")) == [
        "ttB 2 1 02 01", "ttA 2 1 01 01", "ttD 1 3 02 02",
      ])
    #expect(pasts(try await answer(fixture)) == ["ttB 4 1 02 01", "ttD 2 2 06 02", "ttA 4 1 01 01"])
    // As of 9 May, D was third on 6 May too.
    #expect(
      pasts(try await answer(fixture, asOf: "2026-05-09")) == [
        "ttB 4 1 02 01", "ttA 4 1 01 01", "ttD 2 3 02 02",
      ])
  }

  /// 3 and 5 May are missing.
  @Test func aCountOfDaysHasItsBoundWhereListsAreMissing() async throws {
    let fixture = try await ChartFixture.sixDays()
    for (day, coverage, most) in [
      ("2026-05-02", [2, 2], [nil, nil, nil]), ("2026-05-04", [3, 4], [4, 2 + 1, 3 + 1]),
    ] as [(String, [Int], [Int?])] {
      let answer = try await answer(fixture, day: day)
      #expect([answer.coverage.observed, answer.coverage.due] == coverage)
      #expect(
        answer.entries.map { answer.value("days_on_chart_at_most", of: $0) } == most.map { JSONValue($0) })
    }
  }

  @Test func onlySoManyRowsAreTold() async throws {
    let fixture = try await ChartFixture.sixDays()
    var question = ChartQuestion(chart: fixture.chart, day: Day("2026-05-06"))
    (question.limit, question.order) = (2, [ChartOrder("rank", isDescending: true)])
    let answer = try await question.answer(from: fixture.reader)
    #expect(ids(answer) == "AD")
    #expect([answer.more, answer.matching, answer.total] == [1, 3, 3])
    question.condition = try Condition("rank < 3")
    let filtered = try await question.answer(from: fixture.reader)
    #expect(ids(filtered) == "DB")
    #expect([filtered.more, filtered.matching, filtered.total] == [0, 2, 3])
  }

  @Test func anItemWithTwoRowsCountsOnceADayAtItsBetterRank() async throws {
    let fixture = try await ChartFixture.twoRows()
    // 1 May  a b a, 2 May  b a c b, 3 May  b b a a
    #expect(
      pasts(try await answer(fixture, day: "2026-05-03")) == [
        "b 3 1 02 01", "b 3 1 02 01", "a 3 1 01 01", "a 3 1 01 01",
      ])
  }

  @Test func movementIsAgainstTheDayThatIsNamed() async throws {
    let fixture = try await ChartFixture.sixDays()
    let rows = { (answer: ChartAnswer) in
      answer.entries.map { "\($0.id) \($0.previousRank ?? 0) \($0.change ?? 0) \($0.status)" }
    }
    let first = try await answer(fixture, comparedWith: "2026-05-01")
    #expect(first.previousDay == Day("2026-05-01"))
    // D was on the chart on 2 May already, but not up to 1 May.
    #expect(rows(first) == ["ttB 2 1 up", "ttD 0 0 new", "ttA 1 -2 down"])
    let second = try await answer(fixture, comparedWith: "2026-05-02")
    #expect(rows(second) == ["ttB 1 0 same", "ttD 3 1 up", "ttA 2 -1 down"])
    let before = try await answer(fixture)
    #expect(before.previousDay == Day("2026-05-04"))
    #expect(rows(before) == ["ttB 1 0 same", "ttD 0 0 return", "ttA 3 0 same"])
  }

  @Test func aDayToCompareWithIsPublishedAndEarlier() async throws {
    let fixture = try await ChartFixture.sixDays()
    let missing = try await #require(throws: Failure.self) {
      try await answer(fixture, comparedWith: "2026-05-03")
    }
    #expect(missing.kind == .noData)
    #expect(
      missing.message
        == "test is missing on 2026-05-03: the source has no such day; "
        + "the nearest published days are 2026-05-02 and 2026-05-04")
    for day in ["2026-05-04", "2026-05-06"] {
      let later = try await #require(throws: Failure.self) {
        try await answer(fixture, day: "2026-05-04", comparedWith: day)
      }
      #expect(later.kind == .usage)
    }
  }

  @Test func aConditionChoosesRowsByAnyColumn() async throws {
    let fixture = try await ChartFixture.sixDays()
    for (condition, rows) in [
      ("rank <= 2", "BD"), ("days_on_chart < 3", "D"), ("status = return", "D"), ("debut < 2026-05-02", "BA"),
      ("peak_so_far = 1 and peak_day > 2026-05-01", "B"), ("title contains 'film a'", "A"),
      ("id in (ttA, ttB)", "BA"), ("previous_rank is null", "D"), ("change >= 0", "BA"), ("rank > 3", ""),
    ] {
      let answer = try await answer(fixture, where: condition)
      #expect(ids(answer) == rows, "\(condition)")
      #expect(answer.total == 3)
    }
    let unknown = try await #require(throws: Failure.self) { try await answer(fixture, where: "yaer < 1") }
    #expect(unknown.kind == .usage)
  }

  @Test func aFieldThatNoChosenRowHasIsAColumnAllTheSame() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record(
      "2026-05-06",
      [
        Entry(rank: 1, id: ItemID("a"), title: "A", fields: [JSONMember("year", 1972)]),
        Entry(rank: 2, id: ItemID("b"), title: "B"),
      ])
    let answer = try await answer(fixture, where: "year is null")
    #expect(ids(answer) == "b")
    #expect(ids(try await self.answer(fixture, where: "decade = 1970")) == "a")
    #expect(
      answer.columnNames == [
        "chart", "day", "rank", "id", "title", "previous_rank", "change", "status", "days_on_chart",
        "days_on_chart_at_most", "peak_so_far", "peak_day", "debut", "trend", "decade", "year",
      ])
  }

  @Test func rowsStandInTheOrderOfColumns() async throws {
    let fixture = try await ChartFixture.sixDays()
    for (order, rows) in [
      ([ChartOrder("rank", isDescending: true)], "ADB"),
      ([ChartOrder("title")], "ABD"),
      ([ChartOrder("title", isDescending: true)], "DBA"),
      // Rows with equal values stay in the order of their ranks.
      ([ChartOrder("debut")], "BAD"),
      ([ChartOrder("debut", isDescending: true)], "DBA"),
      ([ChartOrder("peak_so_far"), ChartOrder("rank", isDescending: true)], "ABD"),
      // Rows without a value come last in both directions.
      ([ChartOrder("previous_rank")], "BAD"),
      ([ChartOrder("previous_rank", isDescending: true)], "ABD"),
    ] {
      #expect(ids(try await answer(fixture, by: order)) == rows, "\(order)")
    }
    let unknown = try await #require(throws: Failure.self) {
      try await answer(fixture, by: [ChartOrder("rnak")])
    }
    #expect(unknown.kind == .usage)
    #expect(unknown.message == "there is no column \"rnak\"")
  }

  @Test func numbersStandBeforeTextsAndListsByTheirElements() async throws {
    let fixture = try await ChartFixture()
    let values: [JSONValue?] = [["Drama"], "10", 10, 9.5, nil, ["Crime", "Drama"], "crime"]
    try await fixture.record(
      "2026-05-06",
      values.enumerated().map { index, value in
        Entry(
          rank: index + 1, id: ItemID("\(index + 1)"), title: "T",
          fields: value.map { [JSONMember("x", $0)] } ?? [])
      })
    #expect(ids(try await answer(fixture, by: [ChartOrder("x")])) == "4327615")
    #expect(ids(try await answer(fixture, by: [ChartOrder("x", isDescending: true)])) == "1672345")
  }
}
