import Foundation
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

/// `marquee run --all`.
@Suite struct RunAllTests {
  /// A fixture with the jobs `first` and `second`, which are due at 03:30.
  private func fixture() throws -> ProgramFixture {
    let fixture = try ProgramFixture()
    try fixture.folder.write(#"[{"id":"a","title":"A"}]"#, to: "jobs/list.json")
    for job in ["first", "second"] {
      try fixture.folder.write(
        """
        chart: \(job)
        schedule: { at: "03:30", time-zone: UTC, catch-up: none }
        extract: { url: "file:list.json", items: "" }
        transform: { fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { position: true } } }
        """, to: "jobs/\(job).yaml")
    }
    return fixture
  }

  @Test func whatIsDueIsRunOnce() async throws {
    let fixture = try fixture()
    let early = try await fixture.run("run", "--all", now: "2026-05-10T03:29:00Z")
    #expect(early.status == 0)
    #expect(early.output == "nothing was due\n")
    let due = try await fixture.run("run", "--all", "--format", "csv", now: "2026-05-10T03:30:00Z")
    #expect(due.status == 0, "\(due.errors)")
    let rows = due.output.split(separator: "\r\n")
    try #require(rows.count == 3)
    #expect(rows[1].contains(",first,2026-05-10,run,") && rows[2].contains(",second,2026-05-10,run,"))
    #expect(rows[1...].allSatisfy { $0.contains(",published,") })
    let again = try await fixture.run("run", "--all", "--json", now: "2026-05-10T04:00:00Z")
    #expect(again.status == 0)
    #expect(again.output == "[]\n")
  }

  @Test func aJobWithoutAScheduleIsNeverDueAndNeverLate() async throws {
    let fixture = try fixture()
    for job in ["first", "second"] {
      let path = fixture.folder.path + "/jobs/\(job).yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try fixture.folder.write(
        text.replacing("{ at: \"03:30\", time-zone: UTC, catch-up: none }", with: "none"),
        to: "jobs/\(job).yaml")
    }
    let due = try await fixture.run("run", "--all", now: "2026-05-10T12:00:00Z")
    #expect(due.output == "nothing was due\n")
    #expect(try await fixture.run("run", "first", now: "2026-05-10T12:00:00Z").status == 0)
    let status = try await fixture.run("status", "--format", "csv", now: "2026-05-20T12:00:00Z")
    let rows = status.output.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    try #require(rows.count == 2)
    let late = try #require(rows[0].firstIndex(of: "late"))
    // A chart without a schedule cannot be late, so the cell is empty.
    #expect(rows[1][late] == "")
  }

  @Test func oneJobThatFailsIsToldOfAndHoldsNoOtherOff() async throws {
    let fixture = try fixture()
    #expect(try await fixture.run("run", "--all", now: "2026-05-10T12:00:00Z").status == 0)
    let other = try await Lake.open(
      LakePlace(folder: fixture.lake), for: .chart(ChartName("first")!),
      options: Lake.Options(command: "other"))
    let held = try await fixture.run(
      "run", "--all", "--lock-wait", "0s", "--format", "csv", now: "2026-05-11T12:00:00Z")
    await other.close()
    #expect(held.status == 30)
    #expect(held.errors.contains("marquee: first: "), "\(held.errors)")
    #expect(held.output.contains(",second,2026-05-11,run,") && !held.output.contains(",first,"))
  }

  @Test func aJobFileWithMistakesIsPassedOverAndEndsWith20() async throws {
    let fixture = try fixture()
    try fixture.folder.write("chart: broken\n", to: "jobs/broken.yaml")
    let result = try await fixture.run("run", "--all", now: "2026-05-10T12:00:00Z")
    #expect(result.status == 20)
    #expect(result.errors.contains("marquee: the job broken was skipped: its file cannot be used"))
    #expect(try await fixture.run("chart", "second").status == 0)
  }
}
