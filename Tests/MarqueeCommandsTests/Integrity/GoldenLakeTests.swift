import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// Lakes that were written once and kept, with the answers that were given then.
@Suite(.timeLimit(.minutes(30))) struct GoldenLakeTests {
  @Test func aLakeOfTheFirstFormatAnswersAsItDid() async throws {
    let fixture = try GoldenLake.fixture(format: 1)
    let before = try fixture.tree()
    try await GoldenLake.expectAnswers(fixture, format: 1, now: "2026-05-18T06:00:00")
    try await fixture.expectSound()
    #expect(try fixture.tree() == before)
    // The catalogue and the work state can be made again from the rest.
    for file in ["catalogue.sqlite", "work.sqlite"] {
      try FileManager.default.removeItem(atPath: "\(fixture.lake)/\(file)")
    }
    try await GoldenLake.expectAnswers(fixture, format: 1, now: "2026-05-18T06:00:00")
    try await fixture.expectSound()
    // Forgotten snapshots can be restored, and marked objects removed.
    let copy = try fixture.copy()
    try await copy.marquee("lake", "restore", "--all", now: "2026-05-18T06:00:00")
    try await copy.expectSound()
    let pruned = try await fixture.json([String: Any].self, "lake", "prune", now: "2026-05-21T06:00:00")
    #expect(pruned["remove"] as? Int == 1)
    try await fixture.expectSound()
  }
}

/// The lakes in the folder `Golden`, and the answers beside them.
enum GoldenLake {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("LakeStoreTests/Golden").path

  /// A fixture with a copy of the lake of `format`.
  static func fixture(format: Int) throws -> LakeFixture {
    let fixture = try LakeFixture()
    try FileManager.default.copyItem(atPath: "\(root)/format-\(format)/lake", toPath: fixture.lake)
    return fixture
  }

  /// Expects the answers in the folder beside the lake of `format`, byte for byte.
  static func expectAnswers(
    _ fixture: LakeFixture, format: Int, now: String, besides others: Set<String> = []
  ) async throws {
    let folder = "\(root)/format-\(format)/answers"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count >= 14)
    for name in names.sorted() where !others.contains(name) {
      let answer = try await fixture.run(words(name) + ["--format", "json"], now: now)
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
      return ["chart", "golden", "--day", "\(chart.1)"] + (chart.2.map { ["--as-of", "\($0)"] } ?? [])
    }
    if let item = stem.firstMatch(of: #/^history-(.+)$/#) { return ["history", "golden", "\(item.1)"] }
    if stem == "snapshot-list" { return ["snapshot", "list", "golden"] }
    return stem.split(separator: "-").map(String.init)
  }
}
