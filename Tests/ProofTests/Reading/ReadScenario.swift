import Foundation
import MarqueeTestSupport

/// A command that reads a full lake.
struct ReadScenario: Sendable, CustomStringConvertible {
  var name: String
  var words: [String]
  var now = FaultFixture.now
  /// Files that are removed from the lake before the command.
  var without: [String] = []
  /// Further changes to the lake before the command.
  var before: Preparation = .nothing
  /// The days that the command reports as published or unchanged.
  var publishes: [String] = []
  /// Commands that follow, with their instants.
  var later: [(words: [String], now: String)] = []

  enum Preparation: Sendable {
    case nothing
    /// A run of the next day was killed in the middle.
    case killedRun
    /// A record is gone and a version is damaged; both can be restored.
    case damage
    /// The days from 1 to 3 May are closed.
    case closedGap
    /// A question is kept with its answer.
    case claim
  }

  /// Whether the command has the bytes of the objects that it names. A decision only names objects of an earlier run.
  var storesObjects: Bool { !name.hasPrefix("quarantine") }

  var description: String { name }

  /// Days without any snapshot.
  private static let firstDays = ["proof", "--from", "2026-05-01", "--to", "2026-05-03"]
  static let nextDay = "2026-05-08T12:00:00Z"
  /// An instant before marked objects may be removed, and one after.
  private static let withinGrace = "2026-05-08T06:00:00Z"
  private static let dayAfter = "2026-05-09T13:00:00Z"

  static let questions: [ReadScenario] = [
    ReadScenario(name: "chart", words: ["chart", "proof", "--day", "2026-05-05"]),
    ReadScenario(name: "chart by tag", words: ["chart", "proof", "--tag", "pinned"]),
    ReadScenario(
      name: "chart without a catalogue", words: ["chart", "proof", "--day", "2026-05-05"],
      without: ["catalogue.sqlite"]),
    ReadScenario(name: "history", words: ["history", "proof", "tt3"]),
    ReadScenario(name: "diff", words: ["diff", "proof", "2026-05-04", "2026-05-06"]),
    ReadScenario(name: "movers", words: ["movers", "proof"]),
    ReadScenario(name: "events", words: ["events", "proof", "--from", "2026-05-05"]),
    ReadScenario(name: "events --kind record", words: ["events", "proof", "--kind", "record"]),
    ReadScenario(name: "events --feed", words: ["events", "proof", "--feed"]),
    ReadScenario(name: "chart --trend", words: ["chart", "proof", "--trend"]),
    ReadScenario(name: "history --plot", words: ["history", "proof", "tt3", "--plot"]),
    ReadScenario(name: "compare", words: ["compare", "proof", "tt2", "tt3"]),
    ReadScenario(name: "versions", words: ["versions", "proof", "2026-05-05"]),
    ReadScenario(name: "search", words: ["search", "tt3"]),
    ReadScenario(name: "records", words: ["records", "proof"]),
    ReadScenario(name: "summary", words: ["summary", "proof", "2026-05"]),
    ReadScenario(name: "snapshot list", words: ["snapshot", "list", "proof"]),
    ReadScenario(name: "snapshot cat", words: ["snapshot", "cat", "proof"]),
    ReadScenario(name: "runs", words: ["runs"]),
    ReadScenario(name: "runs show", words: ["runs", "show", "@run"]),
    ReadScenario(name: "queue list", words: ["queue", "list"]),
    ReadScenario(name: "queue list without work", words: ["queue", "list"], without: ["work.sqlite"]),
    ReadScenario(name: "quarantine list", words: ["quarantine", "list"]),
    ReadScenario(name: "tag list", words: ["tag", "list"]),
    ReadScenario(name: "claim list", words: ["claim", "list"], before: .claim),
    ReadScenario(name: "claim show", words: ["claim", "show", "kept"], before: .claim),
    ReadScenario(name: "claim check", words: ["claim", "check"], before: .claim),
    ReadScenario(name: "status", words: ["status"]),
    ReadScenario(name: "status --late", words: ["status", "--late"]),
    ReadScenario(name: "status --late of a late list", words: ["status", "proof", "--late"], now: nextDay),
    ReadScenario(name: "gaps list", words: ["gaps", "list", "proof"]),
    ReadScenario(
      name: "gaps list of closed ones", words: ["gaps", "list", "proof", "--closed"], before: .closedGap),
    ReadScenario(name: "schedule list", words: ["schedule", "list"]),
    ReadScenario(name: "schedule list without work", words: ["schedule", "list"], without: ["work.sqlite"]),
    // The clock of each earlier command starts at noon, so a day later all records count.
    ReadScenario(name: "lake digest", words: ["lake", "digest"], now: nextDay),
    ReadScenario(name: "prove", words: ["prove", "proof", "2026-05-05", "tt3"], now: nextDay),
    ReadScenario(name: "trace", words: ["trace", "proof", "2026-05-05"]),
    ReadScenario(name: "trace of an item", words: ["trace", "proof", "2026-05-05", "tt3"]),
    ReadScenario(name: "trace --verify", words: ["trace", "proof", "2026-05-07", "--verify"]),
    verify,
    ReadScenario(name: "verify --read-data", words: ["lake", "check", "--read-data"]),
    ReadScenario(
      name: "forget --dry-run", words: ["lake", "forget", "proof", "--keep-last", "0", "--dry-run"]),
    ReadScenario(name: "prune --dry-run", words: ["lake", "prune", "--dry-run"], now: dayAfter),
    ReadScenario(name: "restore --dry-run", words: ["lake", "restore", "--all", "--dry-run"]),
    ReadScenario(name: "repair --dry-run", words: ["lake", "repair", "--dry-run"], before: .damage),
  ]

  static let verify = ReadScenario(name: "verify", words: ["lake", "check"])
  static let repair = ReadScenario(name: "repair", words: ["lake", "repair"])
  /// Commands that might take a folder that cannot be listed for an empty one, and discard something because of that.
  static let keepers: [ReadScenario] = [
    verify, repair,
    ReadScenario(name: "rebuild", words: ["lake", "reindex"]),
    ReadScenario(name: "forget --keep-last 0", words: ["lake", "forget", "proof", "--keep-last", "0"]),
    ReadScenario(name: "prune", words: ["lake", "prune"], now: dayAfter),
    ReadScenario(
      name: "prune twice without a catalogue", words: ["lake", "prune"], now: withinGrace,
      without: ["catalogue.sqlite"],
      later: [(["lake", "prune"], dayAfter)]),
    ReadScenario(name: "restore", words: ["lake", "restore", "--all"]),
  ]

  static let writers: [ReadScenario] = [
    ReadScenario(name: "repair of damage", words: ["lake", "repair"], before: .damage),
    ReadScenario(
      name: "rebuild without a catalogue", words: ["lake", "reindex"], without: ["catalogue.sqlite"]),
    ReadScenario(
      name: "forget --raw-objects", words: ["lake", "forget", "--raw-objects", "--keep-last", "1"]),
    ReadScenario(
      name: "run of the next day", words: ["run", "proof"], now: nextDay, publishes: ["2026-05-08"]),
    ReadScenario(name: "run of the same day", words: ["run", "proof"], publishes: ["2026-05-07"]),
    ReadScenario(
      name: "run without a catalogue", words: ["run", "proof"], now: nextDay, without: ["catalogue.sqlite"]),
    ReadScenario(
      name: "backfill", words: ["backfill", "proof", "--from", "2026-05-02", "--to", "2026-05-03"],
      publishes: ["2026-05-02", "2026-05-03"]),
    ReadScenario(
      name: "replay", words: ["replay", "proof", "--from", "2026-05-05", "--to", "2026-05-07"],
      publishes: ["2026-05-05", "2026-05-06", "2026-05-07"]),
    ReadScenario(name: "resume", words: ["resume", "@killed"], now: nextDay, before: .killedRun),
    ReadScenario(name: "tag add", words: ["tag", "add", "second", "proof", "2026-05-06"]),
    ReadScenario(name: "tag remove", words: ["tag", "remove", "pinned"]),
    ReadScenario(name: "gaps close", words: ["gaps", "close"] + firstDays + ["--reason", "gone"]),
    ReadScenario(name: "gaps open", words: ["gaps", "open"] + firstDays, before: .closedGap),
    ReadScenario(name: "quarantine accept", words: ["quarantine", "accept", "held", "2026-05-07"]),
  ]

  static let all = questions + keepers.filter { $0.name != verify.name } + writers

  /// Makes the lake that the command starts from.
  func prepare(_ fixture: FaultFixture, lake: String) async throws {
    try fixture.copy(try FullLake.path, to: lake)
    switch before {
    case .nothing: break
    case .killedRun: try await killRun(fixture, lake)
    case .closedGap:
      try await fixture.succeed([["gaps", "close"] + Self.firstDays + ["--reason", "gone"]], lake)
    case .claim: try await fixture.succeed([["claim", "add", "kept", "history", "proof", "tt3"]], lake)
    case .damage:
      let folder = "\(lake)/snapshots/proof"
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      let name = names.filter { $0.contains("-2026-05-07-") }.sorted()[0]
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      try fixture.damage("\(lake)/\(fixture.object(ofDay: "2026-05-05", in: lake))")
    }
    for name in without { try FileManager.default.removeItem(atPath: "\(lake)/\(name)") }
  }

  private func killRun(_ fixture: FaultFixture, _ lake: String) async throws {
    let copy = lake + "-traced"
    try fixture.copy(lake, to: copy)
    let trace = lake + ".trace-of-run"
    _ = try await fixture.run(["run", "proof"], lake: copy, now: Self.nextDay, trace: trace)
    let operations = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").count
    // A point between the first checkpoint and the record.
    for tenth in [5, 6, 4, 7, 3] {
      try fixture.copy(lake, to: copy)
      let fault = FaultFixture.Fault(kind: "KILL", point: operations * tenth / 10)
      _ = try await fixture.run(["run", "proof"], lake: copy, now: Self.nextDay, fault: fault)
      if try await runs(fixture, copy).contains(where: { !($0["outcome"] is String) }) {
        return try fixture.copy(copy, to: lake)
      }
    }
    throw ScenarioError("no run was left unfinished")
  }

  /// The answer of `runs`, asked on a copy.
  private func runs(_ fixture: FaultFixture, _ lake: String) async throws -> [[String: Any]] {
    let copy = lake + "-asked"
    try fixture.copy(lake, to: copy)
    let answer = try await fixture.run(["runs", "--format", "json"], lake: copy, now: now)
    return try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [[String: Any]] ?? []
  }

  /// The words of the command, with a run in place of `@run`, and an unfinished run in place of `@killed`.
  func words(_ fixture: FaultFixture, lake: String) async throws -> [String] {
    guard words.contains(where: { $0.hasPrefix("@") }) else { return words }
    let runs = try await runs(fixture, lake)
    guard let ended = runs.last(where: { $0["outcome"] is String })?["run"] as? String else {
      throw ScenarioError("no run")
    }
    let cut = runs.first { !($0["outcome"] is String) }?["run"] as? String
    return words.map { $0 == "@run" ? ended : $0 == "@killed" ? cut ?? "none" : $0 }
  }
}
