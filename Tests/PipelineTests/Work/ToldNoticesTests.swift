import Jobs
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Pipeline

@Suite struct ToldNoticesTests {
  private let first = Day("2026-05-01")!
  private let second = Day("2026-05-02")!

  @Test func whatWasToldIsKeptByChart() async throws {
    let fixture = try WorkFixture()
    let other = ChartName("other")!
    let told: Set = [
      ToldNotice("webhook a", .failed, first), ToldNotice("webhook a", .late, first),
      ToldNotice("webhook a", .failed, first, isPast: true, isTold: false),
      ToldNotice("ping b", .published, second),
    ]
    #expect(try await fixture.work.notices.notices(of: fixture.chart) == [])
    try await fixture.work.notices.replace(with: told, of: fixture.chart)
    try await fixture.work.notices.replace(with: [ToldNotice("command c", .degraded, first)], of: other)
    #expect(try await fixture.work.notices.notices(of: fixture.chart) == told)
    try await fixture.work.notices.replace(
      told, with: [ToldNotice("ping b", .published, first)], of: fixture.chart)
    #expect(
      try await fixture.work.notices.notices(of: fixture.chart) == [ToldNotice("ping b", .published, first)])
    #expect(
      try await fixture.work.notices.notices(of: other) == [ToldNotice("command c", .degraded, first)])
    try await fixture.work.notices.replace(
      [ToldNotice("command c", .degraded, first)], with: [], of: other)
    #expect(try await fixture.work.notices.notices(of: other) == [])
  }

  @Test func whatOthersHaveAddedMeanwhileStays() async throws {
    let fixture = try WorkFixture()
    let notices = fixture.work.notices
    let waiting = ToldNotice("a", .failed, first, isPast: true, isTold: false)
    let late = ToldNotice("a", .late, first)
    try await notices.replace(with: [waiting, late], of: fixture.chart)
    // After both processes have read, the other one has sent notices of the failure and of one more day.
    let theirs: Set = [
      ToldNotice("a", .failed, first, isPast: true), ToldNotice("a", .failed, second), late,
    ]
    try await notices.replace([waiting, late], with: theirs, of: fixture.chart)
    // This process could not send them, and the list is no longer late.
    try await notices.replace(
      [waiting, late], with: [waiting, ToldNotice("a", .failed, second, isTold: false)], of: fixture.chart)
    #expect(
      try await notices.notices(of: fixture.chart)
        == [ToldNotice("a", .failed, first, isPast: true), ToldNotice("a", .failed, second)])
  }

  @Test func itIsReadBesideWhoeverWrites() async throws {
    let fixture = try WorkFixture()
    try await fixture.work.notices.replace(with: [ToldNotice("a", .failed, first)], of: fixture.chart)
    let reader = try #require(try WorkState(readingIn: fixture.folder.path))
    #expect(try await reader.notices.notices(of: fixture.chart) == [ToldNotice("a", .failed, first)])
    reader.close()
  }
}
