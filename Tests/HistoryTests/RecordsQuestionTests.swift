import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import History

/// A record in one line, such as `longest-reign 3 days [3 4] ttB 2026-05-02..2026-05-05`.
func line(_ record: ChartRecord) -> String {
  let bounds = record.bounds.map { " [\($0.lowerBound) \($0.upperBound)]" } ?? ""
  let change =
    record.change.map { " \($0.rawValue) from \(record.previousValue.map(String.init) ?? "-")" } ?? ""
  let holders = record.holders.map { holder in
    " \(holder.id?.description ?? "-") "
      + (record.isOfDaysInARow ? holder.days.text : "\(holder.days.to)")
      + (holder.previousDay.map { " since \($0)" } ?? "")
  }
  return "\(record.name) \(record.value.map(String.init) ?? "-") \(record.unit)\(bounds)\(change)"
    + holders.joined()
}

extension ChartFixture {
  /// A chart of three or four entries over ten days, without a list on 4 May:
  ///
  ///      1 May  A B C
  ///      2 May  B A C
  ///      3 May  B A D      C leaves, D comes
  ///      5 May  B D A
  ///      6 May  A B C D    C is back
  ///      7 May  A B W C    D leaves, W comes
  ///      8 May  A B D      W and C leave, D is back
  ///      9 May  C A B      D leaves, C is back
  ///     10 May  C B A
  static func tenDays(epochs: [Epoch] = []) async throws -> ChartFixture {
    let fixture = try await ChartFixture()
    var settings = ChartSettings(chart: fixture.chart, title: "Test", item: .item, job: nil)
    settings.epochs = epochs
    let lists = [
      ("01", "ABC"), ("02", "BAC"), ("03", "BAD"), ("05", "BDA"), ("06", "ABCD"), ("07", "ABWC"),
      ("08", "ABD"), ("09", "CAB"), ("10", "CBA"),
    ]
    for (day, ids) in lists {
      let entries = ids.enumerated().map { Entry(rank: $0 + 1, id: ItemID("tt\($1)"), title: "Film \($1)") }
      try await fixture.record("2026-05-\(day)", entries, settings: epochs.isEmpty ? nil : settings)
    }
    return fixture
  }
}

@Suite struct RecordsQuestionTests {
  private func lines(
    _ fixture: ChartFixture, _ change: (inout RecordsQuestion) -> Void = { _ in }
  ) throws -> [String] {
    var question = RecordsQuestion(chart: fixture.chart)
    change(&question)
    return try question.answer(from: fixture.reader).records.map(line)
  }

  /// Ranks by published day, `-` where an item is not there:
  ///
  ///     A  1 2 2 3 1 1 1 2 3    4 days at number one, 7 in the top 2
  ///     B  2 1 1 1 2 2 2 3 2    3 days at number one, 8 in the top 2
  ///     C  3 3 - - 3 4 - 1 1    back on 6 and on 9 May; away for 2 published days and for 1
  ///     D  - - 3 2 4 - 3 - -    back on 8 May
  ///     W  - - - - - 3 - - -
  ///
  /// Sums of changes from 2 May on: 2, 0, 2, 5 (A rises by 2, B falls by 1, D by 2), 1, 0, 2, 2. The missing 4 May divides the
  /// stays of A and B into 3 and 6 days.
  @Test func everyRecordIsToldWithAllWhoHoldIt() async throws {
    let fixture = try await ChartFixture.tenDays()
    let expected = [
      "most-days-at-number-one 4 days [4 5] ttA 2026-05-08",
      "longest-reign 3 days [3 4] ttB 2026-05-02..2026-05-05 ttA 2026-05-06..2026-05-08",
      "most-days-in-top-2 8 days [8 9] ttB 2026-05-10",
      "most-days 9 days [9 10] ttA 2026-05-10 ttB 2026-05-10",
      "longest-stay 9 days [6 10] ttA 2026-05-01..2026-05-10 ttB 2026-05-01..2026-05-10",
      "highest-debut 3 rank ttD 2026-05-03 since 2026-05-02 ttW 2026-05-07 since 2026-05-06",
      "biggest-climb 2 ranks ttA 2026-05-06 since 2026-05-05",
      "biggest-fall 2 ranks ttD 2026-05-06 since 2026-05-05",
      "most-returns 2 returns [2 3] ttC 2026-05-09",
      "longest-absence 2 days [1 3] ttC 2026-05-03..2026-05-05",
      "ever-present 9 days ttA 2026-05-01..2026-05-10 ttB 2026-05-01..2026-05-10",
      "one-day-wonders 1 days ttW 2026-05-07",
      "calmest-day 0 ranks - 2026-05-03 since 2026-05-02 - 2026-05-08 since 2026-05-07",
      "wildest-day 5 ranks - 2026-05-06 since 2026-05-05",
    ]
    #expect(try lines(fixture) { $0.top = 2 } == expected)
  }

  /// Ranks: A 1 2 3 3, B 2 1 1 1, C 3 - 2 -, D - 3 - 2. Only 1 and 2 May are days in a row.
  @Test func recordsOfSixDays() async throws {
    let fixture = try await ChartFixture.sixDays()
    let expected = [
      "most-days-at-number-one 3 days [3 5] ttB 2026-05-06",
      "longest-reign 3 days [1 5] ttB 2026-05-02..2026-05-06",
      "most-days-in-top-10 4 days [4 6] ttA 2026-05-06 ttB 2026-05-06",
      "most-days 4 days [4 6] ttA 2026-05-06 ttB 2026-05-06",
      "longest-stay 4 days [2 6] ttA 2026-05-01..2026-05-06 ttB 2026-05-01..2026-05-06",
      "highest-debut 3 rank ttD 2026-05-02 since 2026-05-01",
      "biggest-climb 1 ranks ttB 2026-05-02 since 2026-05-01",
      "biggest-fall 1 ranks ttA 2026-05-02 since 2026-05-01 ttA 2026-05-04 since 2026-05-02",
      "most-returns 1 returns [1 3] ttC 2026-05-04 ttD 2026-05-06",
      "longest-absence 1 days [1 3] ttC 2026-05-02..2026-05-02 ttD 2026-05-04..2026-05-04",
      "ever-present 4 days ttA 2026-05-01..2026-05-06 ttB 2026-05-01..2026-05-06",
      "one-day-wonders - days",
      "calmest-day 0 ranks - 2026-05-06 since 2026-05-04",
      "wildest-day 2 ranks - 2026-05-02 since 2026-05-01",
    ]
    #expect(try lines(fixture) == expected)
    // Before 10 May the list of 6 May was B A D.
    let earlier = try lines(fixture) { $0.cutoff = Cutoff(asOf: Instant("2026-05-09T00:00:00Z")) }
    #expect(
      earlier.contains(
        "biggest-climb 1 ranks ttB 2026-05-02 since 2026-05-01 ttA 2026-05-06 since 2026-05-04"))
  }

  /// From 6 to 9 May no list is missing, and D was on the chart before.
  @Test func aRangeKnowsOnlyItsDaysButForDebuts() async throws {
    let fixture = try await ChartFixture.tenDays()
    var question = RecordsQuestion(chart: fixture.chart)
    (question.from, question.to, question.top) = (Day("2026-05-06"), Day("2026-05-09"), 2)
    let answer = try question.answer(from: fixture.reader)
    let expected = [
      "most-days-at-number-one 3 days ttA 2026-05-08",
      "longest-reign 3 days ttA 2026-05-06..2026-05-08",
      "most-days-in-top-2 4 days ttA 2026-05-09",
      "most-days 4 days ttA 2026-05-09 ttB 2026-05-09",
      "longest-stay 4 days ttA 2026-05-06..2026-05-09 ttB 2026-05-06..2026-05-09",
      "highest-debut 3 rank ttW 2026-05-07 since 2026-05-06",
      "biggest-climb - ranks",
      "biggest-fall 1 ranks ttC 2026-05-07 since 2026-05-06 ttA 2026-05-09 since 2026-05-08 "
        + "ttB 2026-05-09 since 2026-05-08",
      "most-returns 1 returns ttD 2026-05-08 ttC 2026-05-09",
      "longest-absence 1 days ttD 2026-05-07..2026-05-07 ttC 2026-05-08..2026-05-08",
      "ever-present 4 days ttA 2026-05-06..2026-05-09 ttB 2026-05-06..2026-05-09",
      "one-day-wonders 1 days ttW 2026-05-07",
      "calmest-day 0 ranks - 2026-05-08 since 2026-05-07",
      "wildest-day 2 ranks - 2026-05-09 since 2026-05-08",
    ]
    #expect(answer.records.map(line) == expected)
    #expect([answer.range.coverage.observed, answer.range.coverage.due] == [4, 4])
  }

  @Test func aDayTellsTheRecordsThatItChanged() async throws {
    let fixture = try await ChartFixture.tenDays()
    let on = { (day: String) in
      try lines(fixture) { ($0.on, $0.top) = (Day(day), 2) }
    }
    #expect(
      try on("2026-05-06") == [
        "most-days-in-top-2 5 days [5 6] extended from 4 ttB 2026-05-06",
        "most-days 5 days [5 6] extended from 4 ttA 2026-05-06 ttB 2026-05-06",
        "longest-stay 5 days [3 6] extended from 4 ttA 2026-05-01..2026-05-06 ttB 2026-05-01..2026-05-06",
        "biggest-climb 2 ranks broken from 1 ttA 2026-05-06 since 2026-05-05",
        "biggest-fall 2 ranks broken from 1 ttD 2026-05-06 since 2026-05-05",
        "most-returns 1 returns [1 2] broken from - ttC 2026-05-06",
        "longest-absence 2 days [1 3] broken from - ttC 2026-05-03..2026-05-05",
        "wildest-day 5 ranks broken from 2 - 2026-05-06 since 2026-05-05",
      ])
    // A reaches B's three days at number one, and W enters at the rank at which D entered.
    #expect(
      try on("2026-05-07") == [
        "most-days-at-number-one 3 days [3 4] tied from 3 ttA 2026-05-07",
        "most-days-in-top-2 6 days [6 7] extended from 5 ttB 2026-05-07",
        "most-days 6 days [6 7] extended from 5 ttA 2026-05-07 ttB 2026-05-07",
        "longest-stay 6 days [3 7] extended from 5 ttA 2026-05-01..2026-05-07 ttB 2026-05-01..2026-05-07",
        "highest-debut 3 rank tied from 3 ttW 2026-05-07 since 2026-05-06",
      ])
    #expect(try on("2026-05-01").isEmpty)
    #expect(throws: Failure.self) { _ = try on("2026-05-04") }
  }

  /// A new epoch begins on 6 May.
  @Test func recordsDoNotCrossEpochs() async throws {
    let epoch = Epoch(start: Day("2026-05-06")!, reason: "longer lists")
    let fixture = try await ChartFixture.tenDays(epochs: [epoch])
    let ask = { (change: (inout RecordsQuestion) -> Void) in
      var question = RecordsQuestion(chart: fixture.chart)
      change(&question)
      return try question.answer(from: fixture.reader)
    }
    let most = { (answer: RecordsAnswer) in answer.records.first { $0.name == "most-days" }.map(line) }

    let own = try ask { _ in }
    #expect(own.range.epoch == epoch)
    #expect(own.range.coverage.days == DayRange(from: Day("2026-05-06")!, to: Day("2026-05-10")!))
    #expect(most(own) == "most-days 5 days ttA 2026-05-10 ttB 2026-05-10")

    // The range ends before the epoch because it was asked for, not because of the epoch.
    let first = try ask { $0.to = Day("2026-05-05") }
    #expect(first.range.epoch == nil && first.range.nextEpoch == nil)
    #expect(most(first) == "most-days 4 days [4 5] ttA 2026-05-05 ttB 2026-05-05")

    let across = try ask { $0.acrossEpochs = true }
    #expect(across.range.epoch == nil)
    #expect(most(across) == "most-days 9 days [9 10] ttA 2026-05-10 ttB 2026-05-10")
    #expect(throws: Failure.self) { _ = try ask { $0.from = Day("2026-06-01") } }
  }

  @Test func aWeeklyChartSpeaksOfWeeks() async throws {
    let fixture = try await ChartFixture(cadence: .weekly(due: .saturday))
    for day in ["2026-05-02", "2026-05-09"] { try await fixture.record(day, items("A", "B")) }
    let records = try RecordsQuestion(chart: fixture.chart).answer(from: fixture.reader).records
    #expect(records.first { $0.name == "longest-stay" }?.unit == "weeks")
    #expect(records.first { $0.name == "longest-stay" }?.bounds == nil)
  }

  @Test func ofAnItemThatStandsTwiceTheBetterRankCounts() async throws {
    let fixture = try await ChartFixture.twoRows()
    // a 1 2 3, b 2 1 1, c - 3 -.
    let lines = try lines(fixture)
    #expect(lines.contains("most-days-at-number-one 2 days b 2026-05-03"))
    #expect(
      lines.contains("biggest-fall 1 ranks a 2026-05-02 since 2026-05-01 a 2026-05-03 since 2026-05-02"))
    #expect(lines.contains("one-day-wonders 1 days c 2026-05-02"))
  }
}
