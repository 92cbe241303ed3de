import LakeStore
import RankingModel
import Testing

@testable import History

@Suite struct ChartTrendTests {
  private func trend(_ fixture: ChartFixture, _ day: String? = nil) async throws -> ChartTrend {
    var question = ChartQuestion(chart: fixture.chart, day: day.flatMap { Day($0) })
    question.hasTrend = true
    return try #require(try await question.answer(from: fixture.reader).trend)
  }

  /// 3 May is missing, and 5 May is quarantined.
  @Test func itHasTheRanksOfPublishedDaysAndWhereListsAreMissing() async throws {
    let fixture = try await ChartFixture.sixDays()
    let trend = try await trend(fixture)
    #expect(trend.days.map(\.description) == ["2026-05-01", "2026-05-02", "2026-05-04", "2026-05-06"])
    #expect(trend.gaps == [2, 3])
    #expect(trend.ranks(of: ItemID("ttA")) == [1, 2, 3, 3])
    #expect(trend.ranks(of: ItemID("ttC")) == [3, nil, 2, nil])
    #expect(trend.ranks(of: ItemID("ttX")) == [nil, nil, nil, nil])
    #expect(try await self.trend(fixture, "2026-05-02").ranks(of: ItemID("ttD")) == [nil, 3])
  }

  @Test func itHasAtMostThirtyDays() async throws {
    let fixture = try await ChartFixture()
    for day in 1...31 { try await fixture.record("2026-03-\(day < 10 ? "0" : "")\(day)", items("A")) }
    let days = try await trend(fixture).days
    #expect(days.count == 30)
    #expect(days.first == Day("2026-03-02"))
  }

  @Test func itIsLeftOutUnlessAskedFor() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(try await ChartQuestion(chart: fixture.chart).answer(from: fixture.reader).trend == nil)
  }

  @Test func aPlotKnowsWhichListsAreMissingMeanwhile() async throws {
    let fixture = try await ChartFixture.sixDays()
    let plot = { (item: String) in
      try PlotQuestion(HistoryQuestion(chart: fixture.chart, item: item)).answer(from: fixture.reader)
    }
    let whole = try plot("ttB")
    #expect(whole.missing.map(\.description) == ["2026-05-03", "2026-05-05"])
    #expect([whole.history.coverage.observed, whole.history.coverage.due] == [4, 6])
    // From 1 to 4 May.
    #expect(try plot("ttC").missing.map(\.description) == ["2026-05-03"])
  }
}
