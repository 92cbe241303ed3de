import Foundation
import MarqueeTestSupport
import Testing

/// Lakes that earlier and present programs wrote, with the answers that those gave.
@Suite(.timeLimit(.minutes(2))) struct GoldenLakeTests {
  private static let answers: [(format: Int, now: String)] = [
    (1, "2026-05-10T12:00:00"), (2, "2026-05-18T06:00:00"),
  ]

  @Test func aLakeOfTheFirstFormatIsRefusedUntilItIsMigrated() async throws {
    let bench = try GoldenLake.bench(format: 1)
    let before = try bench.tree()
    for words in [
      ["chart", "golden"], ["status"], ["lake", "verify"], ["lake", "gc"], ["lake", "rebuild"],
      ["tag", "list"],
      ["run", "test"], ["task", "list"],
    ] {
      let refused = try await bench.run(words, status: 32)
      #expect(refused.errors.contains("format 1"), "\(words): \(refused.errors)")
      #expect(refused.errors.contains("marquee lake migrate"), "\(words): \(refused.errors)")
    }
    #expect(try bench.tree() == before)
    let plan = try await bench.json([String: Any].self, "lake", "migrate", "--dry-run")
    #expect(try bench.tree() == before)
    #expect((plan["steps"] as? [Any])?.count == 4)
    let done = try await bench.json([String: Any].self, "lake", "migrate")
    #expect(NSDictionary(dictionary: done) == NSDictionary(dictionary: plan))
    try await GoldenLake.expectAnswers(bench, format: 1, now: Self.answers[0].now)
    try await bench.expectSound()
    let after = try bench.tree()
    let again = try await bench.marquee("lake", "migrate")
    #expect(again.output.contains("format 2 already"))
    #expect(try bench.tree() == after)
  }

  @Test func aLakeOfTheFirstFormatIsTheSameLakeAfterwards() async throws {
    let bench = try GoldenLake.bench(format: 1)
    let before = try bench.tree()
    try await bench.marquee("lake", "migrate")
    let after = try bench.tree()
    // Objects and snapshot records are what they were; a run's record has another name and the same bytes.
    for (path, bytes) in before where path.hasPrefix("objects/") || path.hasPrefix("snapshots/") {
      #expect(after[path] == bytes, "\(path)")
    }
    let runs = { (tree: [String: Data]) in tree.filter { $0.key.hasPrefix("runs/") }.map(\.value) }
    #expect(Set(runs(before)) == Set(runs(after)))
    for file in ["catalogue.sqlite", "work.sqlite"] {
      try FileManager.default.removeItem(atPath: "\(bench.lake)/\(file)")
    }
    try await GoldenLake.expectAnswers(
      bench, format: 1, now: Self.answers[0].now,
      // Calls and dead letters of the first format were in work.sqlite alone.
      besides: ["task-list.json", "status.json"])
  }

  @Test func aLakeOfTheSecondFormatAnswersAsItDid() async throws {
    let bench = try GoldenLake.bench(format: 2)
    let before = try bench.tree()
    try await GoldenLake.expectAnswers(bench, format: 2, now: Self.answers[1].now)
    try await bench.expectSound()
    #expect(try bench.tree() == before)
    // Its index and its working state can be made again from the rest.
    for file in ["catalogue.sqlite", "work.sqlite"] {
      try FileManager.default.removeItem(atPath: "\(bench.lake)/\(file)")
    }
    try await GoldenLake.expectAnswers(bench, format: 2, now: Self.answers[1].now)
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
    if let film = stem.firstMatch(of: #/^film-(.+)$/#) { return ["film", "golden", "\(film.1)"] }
    if stem == "version-list" { return ["version", "list", "golden"] }
    return stem.split(separator: "-").map(String.init)
  }
}
