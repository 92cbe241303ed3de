import Foundation
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

/// Writers of different charts do not wait for each other.
@Suite struct TwoChartsTests {
  /// Two jobs that read the same lists.
  private func fixture() throws -> LakeFixture {
    let fixture = try LakeFixture()
    for day in 1...20 {
      try fixture.serve("\(day)", "B", "C", on: "2026-05-\(day < 10 ? "0" : "")\(day)")
    }
    let job = try String(contentsOfFile: fixture.folder.path(of: "jobs/test.yaml"), encoding: .utf8)
    let other = job.replacing("chart: test", with: "chart: other")
    #expect(other != job)
    try fixture.folder.write(other, to: "jobs/other.yaml")
    return fixture
  }

  @Test func aWriterWaitsForWhoHoldsItsChartOrTheLakeAlone() async throws {
    let fixture = try fixture()
    try await fixture.marquee("run", "test", "--day", "2026-05-01")
    func hold(_ scope: Lake.Scope) async throws -> Lake {
      try await Lake.open(
        LakePlace(folder: fixture.lake), for: scope, options: Lake.Options(command: "marquee holds it"))
    }
    var lake = try await hold(.chart(ChartName("test")!))
    try await fixture.marquee("run", "other", "--day", "2026-05-02", "--lock-wait", "0s")
    for words in [["run", "test", "--day", "2026-05-02"], ["lake", "prune"], ["lake", "repair"]] {
      let refused = try await fixture.run(words + ["--lock-wait", "0s"], status: 30)
      #expect(refused.errors.contains("marquee holds it"), "\(words): \(refused.errors)")
    }
    await lake.close()
    lake = try await hold(.lake)
    for job in ["test", "other"] {
      let refused = try await fixture.marquee(
        "run", job, "--day", "2026-05-03", "--lock-wait", "0s", status: 30)
      #expect(refused.errors.contains("marquee holds it"), "\(refused.errors)")
    }
    await lake.close()
    try await fixture.marquee("run", "test", "--day", "2026-05-03", "--lock-wait", "0s")
    try await fixture.expectSound()
  }

  @Test func twoBackfillsAtOnceFillBothCharts() async throws {
    let fixture = try fixture()
    // The lake does not exist yet: one of the backfills makes it.
    let programs = try ["test", "other"].map { job in
      try fixture.start(
        ["backfill", job, "--from", "2026-05-01", "--to", "2026-05-20", "--quiet"], now: "2026-05-21T12:00:00"
      )
    }
    for program in programs {
      let ending = try await program.ending()
      #expect(ending.status == 0, "\(ending.errors)")
    }
    for chart in ["test", "other"] {
      let rows = try await fixture.json(
        [[String: Any]].self, "snapshot", "list", chart, now: "2026-05-21T12:00:00")
      #expect(rows.count == 20, "\(chart)")
    }
    try await fixture.expectSound()
  }
}
