import LakeStore
import ListSources
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// A run that was killed after it had recorded some of a day's captures.
@Suite struct CutOffCapturesTests {
  @Test(arguments: [Agreement.first, .compare]) func theOthersAreRecordedByTheNextRun(
    agreement: Agreement
  ) async throws {
    let fixture = try RunFixture()
    let files = Archive.Files(url: "file:lists/*.json")
    let definition = fixture.definition {
      ($0.enrich, $0.archives, $0.agreement) = (nil, [.files(files)], agreement)
    }
    func put(_ items: [String], _ name: String) throws {
      try fixture.folder.write(RunFixture.list(items), to: "lists/\(name).json")
    }
    func captures() async throws -> [String] {
      try await LakeReader.open(fixture.place).snapshots(of: definition.chart).map {
        "\($0.day) \($0.capturedAt.description.dropFirst(11).prefix(5)) \($0.state.rawValue)"
      }.sorted()
    }
    try put(["tt1", "tt2"], "2026-04-29T06-00")
    try put(["tt1", "tt2"], "2026-04-30T06-00")
    let first = try await fixture.with(definition) { runner, _, _ in
      try await runner.run(try await runner.plan(BackfillRequest()), trigger: .backfill)
    }
    #expect(first.map(\.outcome) == [.published, .published])
    // A killed run that had recorded another capture of the day leaves the checkpoint of this one.
    try put(["tt2", "tt1"], "2026-04-29T12-00")
    let day = Day("2026-04-29")!
    let capture = ArchivedCapture(
      archive: "file:lists/*.json",
      capture: Capture(day: day, at: Instant("2026-04-29T12:00:00Z")!, id: "2026-04-29T12-00.json"))
    let (plan, again) = try await fixture.with(definition) { runner, lake, work in
      let report = RunReport(
        id: "cut-off", chart: definition.chart, day: day, trigger: .backfill, startedAt: lake.clock())
      try await work.checkpoints.set([
        RunCheckpoint(report: report, job: "test", plan: .past, capture: capture)
      ])
      let plan = try await runner.plan(BackfillRequest())
      return (
        plan.days.map { "\($0.day) \($0.action.rawValue) \($0.reason)" },
        try await runner.run(plan, trigger: .backfill)
      )
    }
    #expect(plan == ["2026-04-29 run was interrupted", "2026-04-30 skip already published"])
    #expect(again.map(\.outcome) == [.published])
    let all = ["2026-04-29 06:00 published", "2026-04-29 12:00 published", "2026-04-30 06:00 published"]
    #expect(try await captures() == all)
    #expect(try await fixture.published("2026-04-29").map(\.id.description) == ["tt2", "tt1"])
    let (left, next) = try await fixture.with(definition) { runner, _, work in
      (try await work.checkpoints.unfinishedRuns().count, try await runner.plan(BackfillRequest()).open)
    }
    #expect(left == 0)
    #expect(next == [])
  }
}
