import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// A lake with every kind of file and folder, and the means to run commands on copies of it: made once for a suite.
struct FullLake: SuiteTrait, TestScoping {
  @TaskLocal private static var current: FaultFixture?

  /// The fixture that runs the commands. Each test works on its own lakes.
  static var fixture: FaultFixture { get throws { try #require(current) } }
  /// The full lake, which nothing changes.
  static var path: String { get throws { try fixture.lake("full") } }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let fixture = try FaultFixture()
    // Removed at once, because the process may end before the last reference is gone.
    defer { try? FileManager.default.removeItem(atPath: fixture.folder.path) }
    try await fixture.makeFullLake(fixture.lake("full"))
    try await Self.$current.withValue(fixture, operation: function)
  }
}

extension Trait where Self == FullLake {
  /// The suite works on copies of one full lake.
  static var fullLake: Self { FullLake() }
}

extension FaultFixture {
  /// Makes a lake with every kind of file and folder: two charts, days with and without superseded snapshots, a tag on a
  /// superseded one, a quarantined day, runs that changed nothing and runs without a list, forgotten raw objects, marks, a
  /// damaged file that was set aside, and both databases.
  func makeFullLake(_ lake: String) async throws {
    try folder.write(
      """
      chart: held
      extract: { url: "file:\(folder.path)/lists/2026-05-01.json", items: "" }
      transform:
        fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { from: "/rank", type: integer } }
      check: { entries: { equals: 9, on-failure: quarantine } }
      """, to: "jobs/held.yaml")
    try await succeed([["run", "proof"]], lake)
    try await succeed([["backfill", "proof", "--from", "2026-05-04", "--to", "2026-05-06"]], lake)
    try await succeed([["tag", "add", "pinned", "proof", "2026-05-05"]], lake)
    // The lists of two days are corrected: the earlier snapshots stay, one of them with a tag.
    for (day, from) in [("2026-05-05", "2026-05-01"), ("2026-05-06", "2026-05-02")] {
      let list = try String(contentsOfFile: "\(folder.path)/lists/\(from).json", encoding: .utf8)
      try folder.write(list, to: "lists/\(day).json")
    }
    try await succeed(
      [["backfill", "proof", "--from", "2026-05-05", "--to", "2026-05-06", "--reprocess", "all"]], lake)
    try await succeed([["run", "proof"]], lake)
    try await succeed([["backfill", "proof", "--from", "2026-04-30", "--to", "2026-04-30"]], lake)
    try await succeed([["run", "held"]], lake, status: 11)
    try await succeed(
      [
        ["lake", "forget", "proof", "--day", "2026-05-04", "--raw-objects", "--keep-last", "0"],
        ["lake", "prune"],
      ],
      lake)
    try damage("\(lake)/\(object(ofDay: "2026-05-07", in: lake))")
    try await succeed([["lake", "repair"], ["lake", "check", "--read-data"]], lake)
    let list = try String(contentsOfFile: "\(folder.path)/lists/2026-05-03.json", encoding: .utf8)
    try folder.write(list, to: "lists/2026-05-08.json")
  }

  /// Runs the commands, which must end with `status`.
  func succeed(_ commands: [[String]], _ lake: String, status: Int32 = 0) async throws {
    for words in commands {
      let ending = try await run(words, lake: lake)
      guard ending.status == status else {
        throw ScenarioError("\(words): \(ending.status) \(ending.output) \(ending.errors)")
      }
    }
  }

  /// The path of the newest version of a day, within the lake.
  func object(ofDay day: String, in lake: String) throws -> String {
    let version = try Self.version(ofDay: day, in: lake)
    return "objects/\(version.prefix(2))/\(version).gz"
  }

  /// Changes a byte in the middle of a file.
  func damage(_ path: String) throws {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    bytes[bytes.count / 2] ^= 0x55
    try overwrite(path, bytes)
  }

  /// The answers and the content of a lake, without what differs each time that the same commands are run.
  func wholeMeaning(of lake: String, now: String) async -> [String] {
    let questions = [
      ["snapshot", "list", "proof"], ["history", "proof", "tt3"], ["chart", "proof", "--day", "2026-05-05"],
      ["tag", "list"], ["quarantine", "list"], ["queue", "list"], ["status"], ["gaps", "list", "proof"],
    ]
    var lines = LakeImage(of: lake).meaning.filter { !$0.contains(#""outcome":"failed""#) }
    for words in questions {
      let answer = await ask(words, lake: lake, now: now)
      lines.append("\(words.joined(separator: " ")): \(answer.status) \(Mask.text(answer.output))")
    }
    // A command that was refused and run again may have recorded the same run twice.
    return Set(lines).sorted() + (await unsoundness(of: lake, now: now))
  }

  /// The problems that `check --read-data` finds; none if the lake is sound.
  func unsoundness(of lake: String, now: String) async -> [String] {
    let answer = await ask(["lake", "check", "--read-data"], lake: lake, now: now)
    if answer.status == 0 { return [] }
    let found = (try? JSONSerialization.jsonObject(with: Data(answer.output.utf8))) as? [String: Any]
    let problems = (found?["problems"] as? [[String: Any]] ?? []).filter {
      $0["severity"] as? String != "notice"
    }
    return ["verify: \(answer.status) \(answer.errors)"]
      + problems.map {
        Mask.text("verify: \($0["kind"] ?? "") \($0["subject"] ?? "") \($0["message"] ?? "")")
      }
  }
}
