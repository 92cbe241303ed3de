import Foundation
import MarqueeTestSupport

/// A command, and the lake that it starts from.
struct Scenario: Sendable, CustomStringConvertible {
  var name: String
  var arguments: [String]
  var now = FaultFixture.now
  /// The commands that make the lake.
  var before: [[String]] = []
  /// Whether the lake is damaged after these commands.
  var isDamaged = false
  /// The chart that the command is about.
  var chart = "proof"
  /// Whether the command is a scheduler, which is told to stop once nothing is due any longer.
  var isScheduler = false

  var description: String { name }

  /// The scenarios without folders outside of the lake: what a loss of power does to another folder is not modelled.
  static var ofOneFolder: [Scenario] { all.filter { !$0.isScheduler } }

  static let all: [Scenario] = [
    Scenario(name: "run", arguments: ["run", "proof"]),
    Scenario(
      name: "backfill", arguments: ["backfill", "proof", "--from", "2026-05-01", "--to", "2026-05-04"],
      before: [["run", "proof"]]),
    Scenario(
      name: "forget", arguments: ["lake", "forget", "proof", "--id", "@"],
      before: [["run", "proof"], ["backfill", "proof", "--from", "2026-05-04", "--to", "2026-05-06"]]),
    Scenario(
      name: "prune", arguments: ["lake", "prune"], now: "2026-05-09T12:00:00Z",
      before: [
        ["run", "proof"], ["backfill", "proof", "--from", "2026-05-04", "--to", "2026-05-06"],
        ["lake", "forget", "proof", "--id", "@"], ["lake", "prune"],
        ["lake", "forget", "--raw-objects", "--keep-last", "1"],
      ]),
    Scenario(
      name: "restore", arguments: ["lake", "restore", "--all"],
      before: [
        ["run", "proof"], ["backfill", "proof", "--from", "2026-05-04", "--to", "2026-05-06"],
        ["lake", "forget", "proof", "--id", "@"], ["lake", "forget", "--raw-objects", "--keep-last", "1"],
        ["lake", "prune"],
      ]),
    Scenario(
      name: "rebuild", arguments: ["lake", "reindex"],
      before: [["run", "proof"], ["backfill", "proof", "--from", "2026-05-05", "--to", "2026-05-06"]]),
    Scenario(
      name: "repair", arguments: ["lake", "repair"],
      before: [["run", "proof"], ["backfill", "proof", "--from", "2026-05-05", "--to", "2026-05-06"]],
      isDamaged: true),
    Scenario(
      name: "git backfill", arguments: ["backfill", "versions"] + FaultFixture.versions, chart: "versions"),
    Scenario(
      name: "git mirror backfill", arguments: ["backfill", "mirrored"] + FaultFixture.versions,
      chart: "mirrored"),
    Scenario(
      name: "schedule", arguments: ["schedule", "run", "--verbose"],
      before: [["backfill", "proof", "--from", "2026-05-05", "--to", "2026-05-06"]], isScheduler: true),
  ]

  /// Makes the lake that the command starts from.
  func prepare(_ fixture: FaultFixture, lake: String) async throws {
    if chart != "proof" { try fixture.makeRepository() }
    for words in before {
      let words = try Self.filled(words, lake: lake)
      let ending = try await fixture.run(words, lake: lake)
      guard ending.status == 0 else { throw ScenarioError("\(words): \(ending.status) \(ending.errors)") }
    }
    guard isDamaged else { return }
    // A record is removed, and the header of an object is changed: both can be restored.
    let records = FaultFixture.published(in: lake).keys.sorted()
    if let record = records.first(where: { $0.hasPrefix("snapshots/") }) {
      try FileManager.default.removeItem(atPath: "\(lake)/\(record)")
    }
    if let object = records.first(where: { $0.hasPrefix("objects/") }) {
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(lake)/\(object)")))
      bytes[4] = 77
      try overwrite("\(lake)/\(object)", bytes)
    }
  }

  /// The words of the command, with the version of a day in place of `@`.
  func words(lake: String) throws -> [String] { try Self.filled(arguments, lake: lake) }

  /// `words`, with the version of 5 May in place of `@`.
  private static func filled(_ words: [String], lake: String) throws -> [String] {
    try words.map { $0 == "@" ? try FaultFixture.version(ofDay: "2026-05-05", in: lake) : $0 }
  }
}

extension FaultFixture {
  /// The version that the newest snapshot record of a day names.
  static func version(ofDay day: String, in lake: String) throws -> String {
    let folder = "\(lake)/snapshots/proof"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains("-\(day)-") }
    guard let name = names.sorted().last,
      let record = try JSONSerialization.jsonObject(
        with: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))) as? [String: Any],
      let version = record["version"] as? String
    else { throw ScenarioError("no version on \(day)") }
    return version
  }
}

struct ScenarioError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
