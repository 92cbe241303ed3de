import LakeStore
import Operations
import RankingModel
import Storage
import Testing

@Suite struct MetricsTests {
  @Test func aLakeIsMeasuredByWhatStatusAndRecordsSay() async throws {
    let fixture = try WorkplaceFixture()
    try fixture.job("test")
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await fixture.workplace("2026-05-01T12:00:00Z").runDue()
    try fixture.serve("BAC", on: "2026-05-02")
    try fixture.serve("CAB", on: "2026-05-04")
    _ = try await fixture.workplace("2026-05-04T12:00:00Z").runDue()
    let metrics = try await fixture.workplace("2026-05-04T13:00:00Z").metrics()
    let chart = try #require(metrics.charts.first)
    #expect(metrics.charts.count == 1)
    #expect(chart.chart == fixture.chart)
    #expect(chart.newestPublished == Day("2026-05-04"))
    #expect(chart.days == [.published: 3, .degraded: 0, .quarantined: 0, .failed: 0, .missing: 1])
    #expect(chart.deadLetters == 0)
    #expect(chart.budgetLeft == nil)
    var bytes = 0
    for kind in StorageKey.Kind.allCases {
      for key in try await fixture.storage.list(kind) {
        bytes += try await fixture.storage.read(key)?.count ?? 0
      }
    }
    #expect(bytes > 0)
    #expect(metrics.lakeBytes == bytes)
  }

  @Test func whereThereIsNoLakeThereIsNothingToMeasure() async throws {
    let fixture = try WorkplaceFixture()
    let error = await #expect(throws: Failure.self) {
      try await fixture.workplace("2026-05-01T12:00:00Z").metrics()
    }
    #expect(error?.kind == .noData)
  }
}
