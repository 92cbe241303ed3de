import Foundation
import MarqueeTestSupport
import Testing

/// Lakes as they were written once, with the answers that were given then.
@Suite(.timeLimit(.minutes(2))) struct GoldenLakeTests {
  @Test func aLakeOfTheFirstFormatAnswersAsItDid() async throws {
    let bench = try GoldenLake.bench(format: 1)
    let before = try bench.tree()
    try await GoldenLake.expectAnswers(bench, format: 1, now: "2026-05-18T06:00:00")
    try await bench.expectSound()
    #expect(try bench.tree() == before)
    // Its index and its work state can be made again from the rest.
    for file in ["catalogue.sqlite", "work.sqlite"] {
      try FileManager.default.removeItem(atPath: "\(bench.lake)/\(file)")
    }
    try await GoldenLake.expectAnswers(bench, format: 1, now: "2026-05-18T06:00:00")
    try await bench.expectSound()
    // What was forgotten can be brought back, and what is marked be removed.
    let copy = try bench.copy()
    try await copy.marquee("lake", "undelete", "--all", now: "2026-05-18T06:00:00")
    try await copy.expectSound()
    let collected = try await bench.json([String: Any].self, "lake", "gc", now: "2026-05-21T06:00:00")
    #expect(collected["remove"] as? Int == 1)
    try await bench.expectSound()
  }
}

/// The lakes in the folder `Golden`, and the answers beside them.
enum GoldenLake {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("LakeStoreTests/Golden").path

  /// A bench with a copy of the lake of `format`.
  static func bench(format: Int) throws -> LakeBench {
    let bench = try LakeBench()
    try FileManager.default.copyItem(atPath: "\(root)/format-\(format)/lake", toPath: bench.lake)
    return bench
  }

  /// Expects the answers that are kept beside the lake of `format`, byte for byte.
  static func expectAnswers(
    _ bench: LakeBench, format: Int, now: String, besides others: Set<String> = []
  ) async throws {
    let folder = "\(root)/format-\(format)/answers"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count >= 14)
    for name in names.sorted() where !others.contains(name) {
      let answer = try await bench.run(words(name) + ["--format", "json"], now: now)
      #expect(answer.output == (try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)), "\(name)")
    }
  }

  /// The question that the file `name` answers, such as `chart-2026-05-01-as-of-2026-05-08.json`.
  private static func words(_ name: String) -> [String] {
    let stem = name.replacing(".json", with: "")
    if let tag = stem.firstMatch(of: #/^chart-tag-(.+)$/#) {
      return ["chart", "golden", "--tag", "\(tag.1)"]
    }
    if let chart = stem.firstMatch(of: #/^chart-(\d{4}-\d\d-\d\d)(?:-as-of-(.+))?$/#) {
      return ["chart", "golden", "--on", "\(chart.1)"] + (chart.2.map { ["--as-of", "\($0)"] } ?? [])
    }
    if let item = stem.firstMatch(of: #/^history-(.+)$/#) { return ["history", "golden", "\(item.1)"] }
    if stem == "version-list" { return ["version", "list", "golden"] }
    return stem.split(separator: "-").map(String.init)
  }
}
