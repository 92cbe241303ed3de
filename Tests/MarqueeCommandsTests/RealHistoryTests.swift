import Foundation
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

    let records = try execute(
      "/usr/bin/env",
      ["python3", "\(root)/Tests/independent/records.py", binary, lake, "imdb-top250", lists, "films"])
    #expect(records.status == 0, "\(records.output)\(records.errors)")
    #expect(records.output.hasPrefix("286 published days, ") && records.output.contains(": 0 differences"))
  }
}
