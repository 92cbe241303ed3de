import Foundation
import MarqueeTestSupport
import RankingModel
import Testing

@testable import MarqueeCommands
@testable import Operations

/// Metrics: their text, their file, and the commands that write the file.
@Suite struct MetricsTests {
  private static let some = Metrics(
    charts: [
      Metrics.Chart(
        chart: ChartName("films")!, newestPublished: Day("2026-05-07")!,
        days: [.published: 5, .degraded: 1, .quarantined: 0, .failed: 0, .missing: 2], budgetLeft: 990,
        deadLetters: 3, durations: [.extract: 120, .load: 1031]),
      Metrics.Chart(chart: ChartName("songs")!),
    ], lakeBytes: 4096)

  @Test func theTextHasHelpTypeAndSamplesOfWhatIsKnown() {
    #expect(
      MetricsText(metrics: Self.some, lastCheck: 1_778_155_200).text == """
        # HELP marquee_newest_published_day_timestamp_seconds Start of the newest published day, as if it were in UTC.
        # TYPE marquee_newest_published_day_timestamp_seconds gauge
        marquee_newest_published_day_timestamp_seconds{chart="films"} 1778112000
        # HELP marquee_days Days of the chart by state; missing has the unavailable ones too.
        # TYPE marquee_days gauge
        marquee_days{chart="films",state="published"} 5
        marquee_days{chart="films",state="degraded"} 1
        marquee_days{chart="films",state="quarantined"} 0
        marquee_days{chart="films",state="failed"} 0
        marquee_days{chart="films",state="missing"} 2
        # HELP marquee_dead_letters Items whose enrichment was given up.
        # TYPE marquee_dead_letters gauge
        marquee_dead_letters{chart="films"} 3
        # HELP marquee_enrichment_budget_left Calls of the enrichment source left today.
        # TYPE marquee_enrichment_budget_left gauge
        marquee_enrichment_budget_left{chart="films"} 990
        # HELP marquee_step_duration_seconds How long each step of the last run took.
        # TYPE marquee_step_duration_seconds gauge
        marquee_step_duration_seconds{chart="films",step="extract"} 0.120
        marquee_step_duration_seconds{chart="films",step="load"} 1.031
        # HELP marquee_lake_bytes Bytes of all objects and records of the lake.
        # TYPE marquee_lake_bytes gauge
        marquee_lake_bytes 4096
        # HELP marquee_last_successful_check_timestamp_seconds When a check last found the lake sound.
        # TYPE marquee_last_successful_check_timestamp_seconds gauge
        marquee_last_successful_check_timestamp_seconds 1778155200

        """)
  }

  @Test func aLakeWithoutChartsAndChecksHasItsSizeOnly() {
    #expect(
      MetricsText(metrics: Metrics(charts: [], lakeBytes: 0), lastCheck: nil).text == """
        # HELP marquee_lake_bytes Bytes of all objects and records of the lake.
        # TYPE marquee_lake_bytes gauge
        marquee_lake_bytes 0

        """)
  }

  @Test func labelValuesAreEscaped() {
    #expect(MetricsText.labels([]) == "")
    #expect(
      MetricsText.labels([("chart", "a\"b\\c\nd"), ("state", "ü")])
        == #"{chart="a\"b\\c\nd",state="ü"}"#)
  }

  private static func check(in text: String) -> Substring? {
    text.split(separator: "\n").first { $0.hasPrefix("marquee_last_successful_check_timestamp_seconds ") }
  }

  @Test func theFileIsReplacedWholeAndKeepsTheLastCheck() throws {
    let folder = try TemporaryFolder()
    let path = folder.path(of: "marquee.prom")
    let file = MetricsFile(path: path)
    try file.write(Self.some, checkedAt: Instant("2026-05-07T12:00:00.9Z")!)
    let old = try String(contentsOfFile: path, encoding: .utf8)
    #expect(Self.check(in: old) == "marquee_last_successful_check_timestamp_seconds 1778155200")
    // A reader that has the old file open keeps reading the old text.
    try FileManager.default.linkItem(atPath: path, toPath: folder.path(of: "open"))
    try file.write(Metrics(charts: [], lakeBytes: 7), checkedAt: nil)
    #expect(try String(contentsOfFile: folder.path(of: "open"), encoding: .utf8) == old)
    let new = try String(contentsOfFile: path, encoding: .utf8)
    #expect(new.contains("\nmarquee_lake_bytes 7\n"))
    #expect(Self.check(in: new) == "marquee_last_successful_check_timestamp_seconds 1778155200")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["marquee.prom", "open"])
  }

  @Test func aRunLeavesMetricsBehind() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let path = fixture.folder.path(of: "marquee.prom")
    let run = try await fixture.run(
      "run", "test", "--day", "2026-05-01", "--metrics-file", path, now: "2026-05-01T12:00:00Z")
    #expect(run.status == 0, "\(run.errors)")
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.contains(#"marquee_newest_published_day_timestamp_seconds{chart="test"} 1777593600"#))
    #expect(lines.contains(#"marquee_days{chart="test",state="published"} 1"#))
    #expect(lines.contains(#"marquee_dead_letters{chart="test"} 0"#))
    #expect(!lines.contains { $0.contains("budget_left") || $0.contains("last_successful_check") })
    let steps = lines.filter { $0.hasPrefix("marquee_step_duration_seconds{") }
      .compactMap { $0.firstMatch(of: /step="([a-z]+)"/)?.1 }
    #expect(steps == ["extract", "transform", "check", "load"])
  }

  @Test func onlyACheckThatFindsTheLakeSoundLeavesItsTime() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let path = fixture.folder.path(of: "marquee.prom")
    func written() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    _ = try await fixture.run("run", "test", "--day", "2026-05-01")
    let sound = try await fixture.run("lake", "check", "--metrics-file", path)
    #expect(sound.status == 0, "\(sound.errors)")
    let line: Substring = "marquee_last_successful_check_timestamp_seconds 1778414400"
    #expect(try Self.check(in: written()) == line)
    _ = try await fixture.run("status", "--metrics-file", path, now: "2026-05-11T12:00:00Z")
    #expect(try Self.check(in: written()) == line)
    let before = try written()
    let objects = fixture.lake + "/objects"
    let object = try #require(
      try FileManager.default.subpathsOfDirectory(atPath: objects).first { $0.hasSuffix(".gz") })
    try FileManager.default.removeItem(atPath: "\(objects)/\(object)")
    let damaged = try await fixture.run(
      "lake", "check", "--metrics-file", path, now: "2026-05-12T12:00:00Z")
    #expect(damaged.status == 31, "\(damaged.errors)")
    #expect(try written() == before)
  }

  @Test func aFileThatCannotBeWrittenFailsAfterTheWorkIsRecorded() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let path = fixture.folder.path(of: "none/marquee.prom")
    let run = try await fixture.run("run", "test", "--day", "2026-05-01", "--metrics-file", path)
    #expect(run.status == 33)
    #expect(run.output.contains("published"))
    #expect(
      run.errors.contains(
        "marquee: the metrics file \(path) could not be written: No such file or directory"))
    #expect(try await fixture.run("chart", "test", "--day", "2026-05-01").status == 0)
  }

  @Test func aDryRunLeavesNothingBehind() async throws {
    let fixture = try ProgramFixture()
    try fixture.writeJob()
    let path = fixture.folder.path(of: "marquee.prom")
    let plan = try await fixture.run(
      "backfill", "test", "--from", "2026-05-01", "--to", "2026-05-02", "--dry-run", "--metrics-file", path)
    #expect(plan.status == 64)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
