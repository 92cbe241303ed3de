import History
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

/// Two ids that the job file calls the same item are one in every answer.
@Suite struct MergedItemsTests {
  private func settings(_ fixture: ChartFixture, _ sameAs: [ItemID: ItemID]) -> ChartSettings {
    var settings = ChartSettings(chart: fixture.chart, title: "Test", item: .item, job: nil)
    settings.sameAs = sameAs
    return settings
  }

  private func rows(_ answer: ChartAnswer) -> [String] {
    answer.entries.map { entry in
      "\(entry.rank) \(entry.id) \(entry.title) \(entry.previousRank.map(String.init) ?? "-") \(entry.status.rawValue)"
    }
  }

  private func entry(_ rank: Int, _ id: String, _ title: String) -> Entry {
    Entry(rank: rank, id: ItemID(id), title: title)
  }

  /// A film that changes its id twice:
  ///
  ///     1 May  old A
  ///     2 May  A   new
  ///     3 May  A   newest new
  ///     4 May  A
  ///     5 May  A   old
  private func fixture() async throws -> ChartFixture {
    let fixture = try await ChartFixture()
    let settings = settings(fixture, [ItemID("old"): ItemID("new"), ItemID("newest"): ItemID("new")])
    try await fixture.record("2026-05-01", [entry(1, "old", "WALL-E"), entry(2, "A", "A")])
    try await fixture.record("2026-05-02", [entry(1, "A", "A"), entry(2, "new", "WALL·E")])
    try await fixture.record(
      "2026-05-03", [entry(1, "A", "A"), entry(2, "newest", "Wall E"), entry(3, "new", "WALL·E")])
    try await fixture.record("2026-05-04", [entry(1, "A", "A")])
    try await fixture.record(
      "2026-05-05", [entry(1, "A", "A"), entry(2, "old", "WALL-E")], settings: settings)
    return fixture
  }

  private func chart(_ fixture: ChartFixture, _ day: String) async throws -> [String] {
    rows(try await ChartQuestion(chart: fixture.chart, day: Day(day)).answer(from: fixture.reader))
  }

  @Test func aChartMovesByItems() async throws {
    let fixture = try await fixture()
    #expect(try await chart(fixture, "2026-05-02") == ["1 A A 2 up", "2 new WALL·E 1 down"])
    // Of two rows of one item, the second is compared with the item's second row on the day before, and there is none.
    #expect(
      try await chart(fixture, "2026-05-03")
        == ["1 A A 1 same", "2 new Wall E 2 same", "3 new WALL·E - new"])
    #expect(try await chart(fixture, "2026-05-05") == ["1 A A 1 same", "2 new WALL-E - return"])
  }

  @Test(arguments: ["old", "new", "newest", "wall-e", "WALL·E", "Wall E"])
  func aHistoryIsThatOfTheItem(asked: String) async throws {
    let fixture = try await fixture()
    let history = try HistoryQuestion(chart: fixture.chart, item: asked).answer(from: fixture.reader)
    #expect(history.id == ItemID("new"))
    #expect(history.title == "WALL-E")
    #expect(history.aliases == ["WALL·E", "Wall E"])
    #expect(history.observations.map(\.rank) == [1, 2, 2, 2])
    #expect(
      history.observations.map(\.day.description) == ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-05"])
    #expect(history.days == 4)
    #expect(history.returns == 1)
    #expect(history.peakEver.rank == 1)
    #expect(history.longestStreak.days == 3)
  }

  @Test func aRowSaysWhatTheItemDidUnderAllItsIds() async throws {
    let fixture = try await fixture()
    let answer = try await ChartQuestion(chart: fixture.chart).answer(from: fixture.reader)
    let past = try #require(answer.entries.last?.past)
    #expect(answer.entries.last?.id == ItemID("new"))
    #expect(past.daysOnChart == 4)
    #expect(past.peakSoFar == 1)
    #expect([past.peakDay, past.debut] == [Day("2026-05-01"), Day("2026-05-01")])
  }

  @Test func aPartOfItsTitlesFindsItOnce() async throws {
    let fixture = try await fixture()
    let history = try HistoryQuestion(chart: fixture.chart, item: "wall").answer(from: fixture.reader)
    #expect(history.id == ItemID("new"))
  }

  @Test func withoutSettingsEveryIdIsAnItem() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", [entry(1, "old", "WALL-E")])
    try await fixture.record("2026-05-02", [entry(1, "new", "WALL·E")])
    #expect(try await chart(fixture, "2026-05-02") == ["1 new WALL·E - new"])
    // The newest settings hold for all days.
    try await fixture.record(
      "2026-05-03", [entry(1, "new", "WALL·E")], settings: settings(fixture, [ItemID("old"): ItemID("new")]))
    #expect(try await chart(fixture, "2026-05-02") == ["1 new WALL·E 1 same"])
    try await fixture.record(
      "2026-05-04", [entry(1, "new", "WALL·E")], settings: settings(fixture, [:]))
    #expect(try await chart(fixture, "2026-05-02") == ["1 new WALL·E - new"])
  }

  @Test func theVersionKeepsTheIdsOfTheSource() async throws {
    let fixture = try await fixture()
    let version = try await VersionQuestion(chart: fixture.chart, day: Day("2026-05-01")).answer(
      from: fixture.reader)
    #expect(String(decoding: version.bytes, as: UTF8.self).contains(#""id":"old""#))
  }
}
