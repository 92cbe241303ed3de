import Foundation
import JSON
import Testing

/// The program says over the real history what it said before. The data belongs to others, so the repository keeps only the
/// SHA-256 of each group of answers, in `history.txt` of the baseline.
///
/// If a group differs, let both builds write their answers, and compare the two folders:
///
///     MARQUEE_BASELINE_ANSWERS=/tmp/now swift test --filter HistoryBaselineTests
@Suite struct HistoryBaselineTests {
  private static let history = ProcessInfo.processInfo.environment["MARQUEE_HISTORY"]

  @Test(.enabled(if: history != nil, "MARQUEE_HISTORY names no folder with the real history"))
  func everyAnswerIsWhatItWas() async throws {
    let history = try #require(Self.history)
    async let items = Self.items(history)
    async let songs = Self.songs(history)
    let text = try await (items + songs).joined(separator: "\n") + "\n"
    if let difference = try Baseline.difference(in: "history.txt", now: text) {
      Issue.record("\(difference)")
    }
  }

  private static func items(_ history: String) async throws -> [String] {
    let job = try String(contentsOfFile: "\(Baseline.root)/jobs/imdb-top250.yaml", encoding: .utf8)
      .replacingOccurrences(of: "file:history/", with: "file:../history/imdb-top250/")
    let lake = try HistoryLake(history, job: job, chart: "imdb-top250")
    try await lake.fill(from: "2024-09-18", to: "2026-06-03")
    let charts = try await lake.askCharts()
    let ids = Set(charts.matches(of: /tt[0-9]{7,}/).map { String($0.0) }).sorted()
    #expect(ids.count == 272)
    for part in 0..<20 {
      let some = ids[(ids.count * part / 20)..<(ids.count * (part + 1) / 20)]
      try await lake.ask("items \(part + 1) of 20", some.map { ["history", "imdb-top250", $0] })
    }
    return lake.digests
  }

  private static func songs(_ history: String) async throws -> [String] {
    let job = songJob.replacingOccurrences(of: "HISTORY", with: "../history")
    let lake = try HistoryLake(history, job: job, chart: "hot100")
    try await lake.fill(from: "1961-07-03", to: "1962-08-25")
    try await lake.fill(from: "1990-01-06", to: "1991-02-23")
    _ = try await lake.askCharts()
    try await lake.ask(
      "songs", ["The Loco-Motion", "Vogue", "the", "Unknown Song"].map { ["history", "hot100", $0] })
    return lake.digests
  }

  /// Weekly charts without ids. The check of ids quarantines a chart that has two songs of one title.
  private static let songJob = """
    chart: hot100
    schedule: { catch-up: none }
    extract: { url: "file:HISTORY/hot100/{day}.json.gz", items: "/data" }
    transform:
      fields:
        id: { from: "/song" }
        title: { from: "/song" }
        rank: { from: "/this_week", type: integer }
        artist: { from: "/artist" }
        weeks: { from: "/weeks_on_chart", type: integer }
    check:
      unique: { field: id, on-failure: quarantine }
    """
}
