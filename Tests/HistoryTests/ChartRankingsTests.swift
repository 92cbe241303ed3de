import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import History

@Suite struct ChartRankingsTests {
  private func rankings(
    _ fixture: ChartFixture, from first: String? = nil, withDayBefore: Bool = false
  ) throws -> [String] {
    let days = try ChartDays(of: fixture.chart, from: fixture.reader)
    let rankings = try days.rankings(
      from: first.flatMap { Day($0) }, withDayBefore: withDayBefore,
      MergedItems(days, from: fixture.reader))
    return rankings.days.indices.map { place in
      "\(rankings.days[place]) "
        + rankings.rows(at: place).map { "\($0.rank)\(rankings.item($0)):\(rankings.title($0))" }.joined(
          separator: " ")
    }
  }

  @Test func rankingsAreThoseOfTheStandingSnapshots() async throws {
    let fixture = try await ChartFixture.sixDays()
    let expected = [
      ("2026-05-01", ["A", "B", "C"]), ("2026-05-02", ["B", "A", "D"]), ("2026-05-04", ["B", "C", "A"]),
      ("2026-05-06", ["B", "D", "A"]),
    ].map { day, ids in
      "\(day) "
        + ids.enumerated().map { place, id in
          let item = items(id)[0]
          return "\(place + 1)\(item.id):\(item.title)"
        }.joined(separator: " ")
    }
    #expect(try rankings(fixture) == expected)
    #expect(try rankings(fixture, from: "2026-05-05") == [expected[3]])
    #expect(try rankings(fixture, from: "2026-05-05", withDayBefore: true) == [expected[2], expected[3]])
  }

  @Test func ofAnItemThatStandsTwiceTheBetterRankCounts() async throws {
    #expect(
      try rankings(try await ChartFixture.twoRows()) == [
        "2026-05-01 1a:Song a 2b:Song b", "2026-05-02 1b:Song b 2a:Song a 3c:Song c",
        "2026-05-03 1b:Song b 3a:Song a",
      ])
  }

  @Test func joinedItemsAreOne() async throws {
    let fixture = try await ChartFixture()
    var settings = ChartSettings(chart: fixture.chart, title: "Test", item: .item, job: nil)
    settings.sameAs = [ItemID("old"): ItemID("new"), ItemID("gone"): ItemID("never")]
    let entry = { (rank: Int, id: String) in Entry(rank: rank, id: ItemID(id), title: id) }
    try await fixture.record("2026-05-01", [entry(1, "A"), entry(2, "old"), entry(3, "gone")])
    try await fixture.record(
      "2026-05-02", [entry(1, "new"), entry(2, "old"), entry(3, "A")], settings: settings)
    #expect(
      try rankings(fixture) == [
        "2026-05-01 1A:A 2new:old 3never:gone", "2026-05-02 1new:new 3A:A",
      ])
  }

  /// 3 May is missing and 5 May is quarantined: of six days two are not observed.
  @Test func coverageCountsObservedOfDuePeriods() async throws {
    let fixture = try await ChartFixture.sixDays()
    let days = try ChartDays(of: fixture.chart, from: fixture.reader)
    let whole = days.coverage()
    #expect([whole.observed, whole.due, whole.missing] == [4, 6, 2])
    #expect(whole.days == DayRange(from: Day("2026-05-01")!, to: Day("2026-05-06")!))
    let part = days.coverage(from: Day("2026-05-04"), to: Day("2027-01-01"))
    #expect([part.observed, part.due] == [2, 3])
    #expect(part.atMost(1) == 2)
    #expect(days.coverage(from: Day("2026-05-06")).atMost(1) == nil)
    #expect(days.coverage(to: Day("2026-04-30")).days == nil)
  }

  /// The list of the first week is dated Monday and due on Saturday; the second week has no list.
  @Test func coverageOfAWeeklyChartCountsWeeks() async throws {
    let fixture = try await ChartFixture(cadence: .weekly(due: .saturday))
    try await fixture.record("2026-05-04", items("A", "B"))
    try await fixture.record("2026-05-23", items("A", "B"))
    let days = try ChartDays(of: fixture.chart, from: fixture.reader)
    #expect([days.coverage().observed, days.coverage().due] == [2, 3])
    // The list of the first week is dated before the range, but the week is not missing.
    let part = days.coverage(from: Day("2026-05-06"))
    #expect([part.observed, part.due] == [1, 2])
  }
}
