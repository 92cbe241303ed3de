import Jobs
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Pipeline

/// Two charts that ask one API: they share its answers and its daily budget.
@Suite struct SharedSourceTests {
  /// The job of a chart whose API needs no key.
  private func open(_ fixture: RunFixture, _ chart: String) -> JobDefinition {
    fixture.definition {
      $0.chart = ChartName(chart)!
      $0.enrich?.url = "\(fixture.server.baseURL)/?i={id}"
      $0.enrich?.key = .none
      $0.enrich?.callsPerDay = 4
      $0.check.maxFailedItems = 3
    }
  }

  @Test func whatOneChartAskedForTheOtherUses() async throws {
    let fixture = try RunFixture()
    let first = try await fixture.run(open(fixture, "one"), key: nil)
    #expect(first.enrichment.asked == 3)
    #expect(first.calls == [CallCount(budget: "127.0.0.1", day: Day("2026-05-01")!, calls: 3)])
    let second = try await fixture.run(open(fixture, "two"), key: nil)
    #expect(second.enrichment.asked == 0)
    #expect(second.enrichment.reused == 3)
    #expect(fixture.asked == ["tt1": 1, "tt2": 1, "tt3": 1])
  }

  @Test func theBudgetOfAHostIsOneForAllCharts() async throws {
    let fixture = try RunFixture()
    _ = try await fixture.run(open(fixture, "one"), key: nil)
    fixture.serve(["tt4", "tt5", "tt6"])
    let second = try await fixture.run(open(fixture, "two"), key: nil)
    // One of four calls was left.
    #expect(second.enrichment.asked == 1)
    #expect(second.enrichment.failed == 2)
    #expect(fixture.asked.values.reduce(0, +) == 4)
    let dead = try await fixture.with(open(fixture, "two"), key: nil) { _, _, work in
      try await work.queue.tasks(in: .dead)
    }
    #expect(dead.map(\.error) == Array(repeating: "the budget of 4 calls a day is used up", count: 2))
  }
}
