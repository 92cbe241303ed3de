import RankingModel
import Testing

@testable import Pipeline

/// Days of backfills that wait for a later day.
@Suite struct PendingDaysTests {
  private let today = Day("2026-05-01")!
  private let tomorrow = Day("2026-05-02")!

  private func days(_ texts: String...) -> [Day] { texts.map { Day($0)! } }

  @Test func aLakeOfWhichNoBackfillWasStoppedHasNone() async throws {
    let fixture = try WorkFixture()
    let pending = fixture.work.pending
    #expect(try await pending.counts().isEmpty)
    #expect(try await pending.requests(of: fixture.chart, on: today).isEmpty)
    try await pending.drop(days("2025-01-01"), of: fixture.chart)
    try await fixture.work.finish([fixture.checkpoint("1").report])
  }

  @Test func whatIsHeldGoesOnOnAnotherDayAsItWasAskedFor() async throws {
    let fixture = try WorkFixture()
    let pending = fixture.work.pending
    var request = BackfillRequest(from: Day("2024-12-01"), to: Day("2025-01-03"))
    (request.reprocess, request.isNewestFirst, request.concurrency) = (.all, true, 1)
    request.mostDays = 40
    try await pending.hold(
      days("2025-01-03", "2025-01-01"), of: fixture.chart, as: request, on: today)
    #expect(try await pending.counts() == [fixture.chart: 2])
    #expect(try await pending.requests(of: fixture.chart, on: today).isEmpty)
    let other = try #require(ChartName("other"))
    #expect(try await pending.requests(of: other, on: tomorrow).isEmpty)
    // The limit on the number of days was for one call only. The span is that of the waiting days.
    var expected = BackfillRequest(from: Day("2025-01-01"), to: Day("2025-01-03"))
    expected.days = Set(days("2025-01-01", "2025-01-03"))
    (expected.reprocess, expected.isNewestFirst, expected.concurrency) = (.all, true, 1)
    #expect(try await pending.requests(of: fixture.chart, on: tomorrow) == [expected])
    // A clock that is set back does not make the days wait forever.
    #expect(try await pending.requests(of: fixture.chart, on: Day("2026-04-30")!) == [expected])
  }

  @Test func aDayIsHeldOnceAsItWasAskedForLast() async throws {
    let fixture = try WorkFixture()
    let pending = fixture.work.pending
    var first = BackfillRequest()
    first.reprocess = .quarantined
    try await pending.hold(days("2025-01-01", "2025-01-02"), of: fixture.chart, as: first, on: today)
    var second = BackfillRequest()
    second.reprocess = .missing
    try await pending.hold(days("2025-01-02", "2025-01-03"), of: fixture.chart, as: second, on: tomorrow)
    #expect(try await pending.counts() == [fixture.chart: 3])
    // The days that waited already were stopped by the same budget.
    #expect(try await pending.requests(of: fixture.chart, on: tomorrow).isEmpty)
    let requests = try await pending.requests(of: fixture.chart, on: Day("2026-05-03")!)
    #expect(requests.map { $0.days?.sorted() } == [days("2025-01-01"), days("2025-01-02", "2025-01-03")])
    // The day that was stopped in the middle failed, and is run again.
    #expect(requests.map(\.reprocess) == [.quarantined, .failed])
  }

  @Test func aDayThatIsSettledWaitsNoLonger() async throws {
    let fixture = try WorkFixture()
    let (work, chart) = (fixture.work, fixture.chart)
    try await work.pending.hold(
      days("2026-05-01", "2026-05-02", "2026-05-03"), of: chart, as: BackfillRequest(), on: today)
    try await work.pending.drop(days("2026-05-03"), of: chart)
    #expect(try await work.pending.counts() == [chart: 2])
    // A killed run that is given up settles nothing, and neither does a run of another chart.
    var run = fixture.checkpoint("1").report
    try await work.finish([run])
    #expect(try await work.pending.counts() == [chart: 2])
    run.outcome = .published
    run.chart = try #require(ChartName("other"))
    try await work.finish([run])
    #expect(try await work.pending.counts() == [chart: 2])
    run.chart = chart
    try await work.finish([run])
    #expect(try await work.pending.requests(of: chart, on: tomorrow).first?.days == [Day("2026-05-02")!])
  }
}
