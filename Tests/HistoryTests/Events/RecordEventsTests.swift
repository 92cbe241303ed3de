import LakeStore
import RankingModel
import Testing

@testable import History

@Suite struct RecordEventsTests {
  private func records(_ fixture: ChartFixture, from: String? = nil) throws -> [ChartEvent] {
    var question = EventsQuestion(chart: fixture.chart)
    (question.kinds, question.from) = ([.record], from.flatMap { Day($0) })
    return try question.answer(from: fixture.reader).events
  }

  private func words(_ event: ChartEvent) -> String {
    let record = event.record.map { "\($0.name) \($0.value) \($0.previousValue.map(String.init) ?? "-")" }
    return "\(event.day) \(event.item) \(record ?? "none")"
  }

  /// For each record its value on the day and on the day before. There is no event when the holder of a record extends it, such
  /// as B with its second day at number one on 3 May, or A with its fourth on 8 May, after a tie on 7 May.
  private static let tenDays = [
    "2026-05-02 ttB biggest-climb 1 -", "2026-05-02 ttB longest-reign 1 1",
    "2026-05-02 ttB most-days-at-number-one 1 1", "2026-05-02 ttA biggest-fall 1 -",
    "2026-05-03 ttD highest-debut 3 -",
    "2026-05-05 ttD biggest-climb 1 1",
    "2026-05-06 ttA biggest-climb 2 1", "2026-05-06 ttC longest-absence 2 -",
    "2026-05-06 ttC most-returns 1 -", "2026-05-06 ttD biggest-fall 2 1",
    "2026-05-07 ttA most-days-at-number-one 3 3", "2026-05-07 ttW highest-debut 3 3",
    "2026-05-08 ttA longest-reign 3 3", "2026-05-08 ttD most-returns 1 1",
  ]

  @Test func whoBreaksOrTiesARecordIsToldByDay() async throws {
    let fixture = try await ChartFixture.tenDays()
    let events = try records(fixture)
    #expect(events.map(words) == Self.tenDays)
    let first = try #require(events.first)
    #expect([first.rank, first.previousRank] == [1, 2])
    #expect(first.previousDay == Day("2026-05-01") && first.title == "Film B")
    // The first digits of the sha256sum of
    // ["test","2026-05-02","2026-05-01","record","ttB","Film B",1,2,null,"biggest-climb",1,null]
    #expect(first.id == "f04d0a0f5d45628b")
    #expect(Set(events.map(\.id)).count == events.count)
    #expect(try records(fixture, from: "2026-05-07").map(words) == Array(Self.tenDays[10...]))
    // Records are left out unless the question asks for them.
    let all = try EventsQuestion(chart: fixture.chart).answer(from: fixture.reader).events
    #expect(!all.contains { $0.kind == .record })
  }

  /// From 6 May on: A 1 1 1 2 3, B 2 2 2 3 2, C 3 4 - 1 1, D 4 - 3 - -, W - 3 - - -.
  @Test func anEpochBeginsWithoutRecords() async throws {
    let fixture = try await ChartFixture.tenDays(
      epochs: [Epoch(start: Day("2026-05-06")!, reason: "another method")])
    let own = [
      "2026-05-07 ttW highest-debut 3 -", "2026-05-07 ttC biggest-fall 1 -",
      "2026-05-08 ttD longest-absence 1 -", "2026-05-08 ttD most-returns 1 -",
      "2026-05-09 ttC longest-absence 1 1", "2026-05-09 ttC most-returns 1 1",
      "2026-05-09 ttA biggest-fall 1 1", "2026-05-09 ttB biggest-fall 1 1",
      "2026-05-10 ttB biggest-climb 1 -",
    ]
    #expect(try records(fixture).map(words) == Array(Self.tenDays[..<6]) + own)
  }

  @Test func theFeedTellsRecordsWhereTheyAreAskedFor() async throws {
    let fixture = try await ChartFixture.tenDays()
    var question = EventsQuestion(chart: fixture.chart)
    question.kinds = [.record]
    let rows = try FeedQuestion(question).answer(from: fixture.reader).rows
    #expect(rows.map { words($0.event) } == Self.tenDays)
    #expect(rows.allSatisfy { !$0.withdraws })
    // With B first on 1 May nothing moves on 2 May, and B has led for four days by 5 May, a record that no item reaches. The
    // events of A, C and D on 6 May stay as they were.
    try await fixture.record("2026-05-01", items("B", "A", "C"), recorded: "2026-05-12T03:30:00Z")
    let after = try FeedQuestion(question, after: try #require(rows.last?.id)).answer(from: fixture.reader)
    #expect(
      after.rows.map { "\($0.withdraws ? "-" : "+")\(words($0.event))" } == [
        "-2026-05-02 ttB biggest-climb 1 -", "-2026-05-02 ttB longest-reign 1 1",
        "-2026-05-02 ttB most-days-at-number-one 1 1", "-2026-05-02 ttA biggest-fall 1 -",
        "-2026-05-05 ttD biggest-climb 1 1", "-2026-05-07 ttA most-days-at-number-one 3 3",
        "-2026-05-08 ttA longest-reign 3 3",
        "+2026-05-05 ttD biggest-climb 1 -", "+2026-05-05 ttA biggest-fall 1 -",
      ])
  }
}
