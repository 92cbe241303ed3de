import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// The times that the steps of a run took. Each reading of the uptime clock is ten milliseconds after the last.
@Suite struct StepTimesTests {
  /// In the extract step the clock is read four times: around fetching and around storing.
  private static let whole: [Step: Int] = [
    .extract: 20, .transform: 10, .enrich: 10, .check: 10, .load: 10,
  ]

  private func stored(_ report: RunReport, _ fixture: RunFixture) async throws -> RunReport? {
    try await fixture.with(fixture.definition()) { _, lake, _ in try lake.reader.run(report.id) }
  }

  @Test func theRecordSaysWhatEachStepTook() async throws {
    let fixture = try RunFixture()
    let first = try await fixture.run(fixture.definition())
    #expect(first.durations == Self.whole)
    #expect(try await stored(first, fixture)?.durations == Self.whole)
    // The times of a run without a snapshot are in a record of the run.
    let again = try await fixture.run(fixture.definition())
    #expect(again.unchanged)
    #expect(again.durations == Self.whole)
    #expect(try await stored(again, fixture)?.durations == Self.whole)
  }

  @Test func aStepThatWasNotFinishedHasNoTime() async throws {
    let fixture = try RunFixture()
    fixture.serve(.respond(text: "no list"))
    #expect(try await fixture.run(fixture.definition()).durations == [.extract: 20])
    fixture.serve(.respond(status: 404))
    let missing = try await fixture.run(fixture.definition(), day: "2026-05-01")
    #expect(missing.durations == [:])
    #expect(missing.json["durations"] == nil)
  }

  @Test func aStepThatAKilledProcessHadFinishedKeepsItsTime() throws {
    let report = RunReport(
      id: "r", chart: ChartName("test")!, day: Day("2026-05-01")!, trigger: .run,
      startedAt: Instant("2026-05-01T06:00:00Z")!)
    var day = DayRun(checkpoint: RunCheckpoint(report: report, job: "test", plan: .live))
    day.finish(.extract, took: .microseconds(120_999))
    day.finish(.extract, took: .milliseconds(5))
    #expect(day.checkpoint.report.durations == [.extract: 120])
    #expect(CanonicalJSON.text(day.checkpoint.report.json["durations"] ?? .null) == #"{"extract":120}"#)
    #expect(try RunReport(json: day.checkpoint.report.json) == day.checkpoint.report)
  }
}
