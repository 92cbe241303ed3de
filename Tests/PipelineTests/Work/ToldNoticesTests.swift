import Jobs
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Pipeline

@Suite struct ToldNoticesTests {
  private let first = Day("2026-05-01")!
  private let second = Day("2026-05-02")!

  @Test func whatWasToldIsKeptByChartAndReplacedWhole() async throws {
    let fixture = try WorkFixture()
    let other = ChartName("other")!
    let told: Set = [
      ToldNotice("webhook a", .failed, first), ToldNotice("webhook a", .late, first),
      ToldNotice("webhook a", .failed, first, isPast: true, isTold: false),
      ToldNotice("ping b", .published, second),
    ]
    #expect(try await fixture.work.notices.notices(of: fixture.chart) == [])
    try await fixture.work.notices.set(told, of: fixture.chart)
    try await fixture.work.notices.set([ToldNotice("command c", .degraded, first)], of: other)
    #expect(try await fixture.work.notices.notices(of: fixture.chart) == told)
    try await fixture.work.notices.set([ToldNotice("ping b", .published, first)], of: fixture.chart)
    #expect(
      try await fixture.work.notices.notices(of: fixture.chart) == [ToldNotice("ping b", .published, first)])
    #expect(
      try await fixture.work.notices.notices(of: other) == [ToldNotice("command c", .degraded, first)])
    try await fixture.work.notices.set([], of: other)
    #expect(try await fixture.work.notices.notices(of: other) == [])
  }

  @Test func itIsReadBesideWhoeverWrites() async throws {
    let fixture = try WorkFixture()
    try await fixture.work.notices.set([ToldNotice("a", .failed, first)], of: fixture.chart)
    let reader = try #require(try WorkState(readingIn: fixture.folder.path))
    #expect(try await reader.notices.notices(of: fixture.chart) == [ToldNotice("a", .failed, first)])
    reader.close()
  }
}
