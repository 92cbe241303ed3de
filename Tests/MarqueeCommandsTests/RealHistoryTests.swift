import Foundation
import JSON
import MarqueeTestSupport
import Testing

@Suite struct RealHistoryTests {
  private static let folder = ProcessInfo.processInfo.environment["MARQUEE_HISTORY"]

  /// The root of the checkout.
  private var root: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }

  @Test(.enabled(if: folder != nil, "MARQUEE_HISTORY names no folder with the real history"))
  func everyChartAndItemAgreesWithAnIndependentComputation() throws {
    let lists = try #require(Self.folder) + "/imdb-top250"
    let scratch = try TemporaryFolder()
    let job = try String(contentsOfFile: "\(root)/jobs/imdb-top250.yaml", encoding: .utf8)
      .replacingOccurrences(of: "file:history/", with: "file:\(lists)/")
    let file = try scratch.write(job, to: "imdb-top250.yaml")
    let lake = scratch.path(of: "lake")
    let binary = MarqueeBinary.path

    let filled = try execute(
      binary, ["backfill", file, "--from", "2024-09-18", "--to", "2026-06-03", "--lake", lake, "--quiet"])
    // 2025-05-18 has 248 rows and is quarantined.
    #expect(filled.status == 11, "\(filled.errors)")

    let compared = try execute(
      "/usr/bin/env",
      ["python3", "\(root)/Tests/independent/compare.py", binary, lake, "imdb-top250", lists])
    #expect(compared.status == 0, "\(compared.output)\(compared.errors)")
    #expect(compared.output.hasPrefix("286 published days, 5 others, 272 items: 0 differences"))
  }

  @Test(.enabled(if: folder != nil, "MARQUEE_HISTORY names no folder with the real history"))
  func weeklyChartsHaveAListAWeekFromMondaysToSaturdays() throws {
    let lists = try #require(Self.folder) + "/hot100"
    let scratch = try TemporaryFolder()
    let file = try scratch.write(
      """
      chart: songs
      cadence: { weekly: saturday }
      schedule: { catch-up: none }
      extract: { url: "file:\(lists)/{day}.json.gz", items: /data }
      transform:
        fields: { id: { from: /song }, title: { from: /song }, rank: { from: /this_week, type: integer } }
      check: { unique: { field: id, on-failure: warn } }

      """, to: "songs.yaml")
    let lake = scratch.path(of: "lake")
    let binary = MarqueeBinary.path
    func answer(_ words: String...) throws -> JSONValue {
      let result = try execute(binary, words + ["--lake", lake, "--format", "json", "--quiet"])
      #expect(result.status == 0, "\(result.errors)")
      return try JSONReader.read(Array(result.output.utf8))
    }
    // Over both ranges, the 1,427 weeks between them are missing.
    let plan = try answer("backfill", file, "--dry-run")["days"]?.array ?? []
    #expect(plan.count { $0["action"] == "run" } == 120)
    #expect(plan.count { $0["action"] == "missing" } == 1427)
    for (from, to) in [("1961-07-03", "1962-08-25"), ("1990-01-06", "1991-02-23")] {
      let result = try answer("backfill", file, "--from", from, "--to", to)
      #expect(result["published"] == 60)
      #expect(result["missing"] == 0)
      #expect(result["skipped"] == 0)
    }
    let again = try answer("backfill", file, "--from", "1961-07-03", "--to", "1962-08-25")
    #expect(again["skipped"] == 60)
    let status = try answer("status", "songs").array?.first
    #expect(status?["published_days"] == 120)
    #expect(status?["missing"]?.array?.count == 1427)
  }
}
