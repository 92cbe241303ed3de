import Foundation
import JSON
import MarqueeTestSupport
import Testing

/// A scenario with its undisturbed end, with which disturbed ones are compared.
struct Trial: Sendable {
  let scenario: Scenario
  let fixture: FaultFixture
  /// The lake that the command starts from, and the lake after the undisturbed command.
  let base: String
  let calm: String
  /// The words of the command.
  let words: [String]
  /// The content of the lake in the end.
  let meaning: [String]
  /// Each operation on files of the undisturbed command, in order.
  let operations: [Substring]

  init(_ scenario: Scenario) async throws {
    self.scenario = scenario
    fixture = try FaultFixture()
    base = fixture.lake("base")
    try await scenario.prepare(fixture, lake: base)
    words = try scenario.words(lake: base)
    calm = fixture.lake("calm")
    try fixture.copy(base, to: calm)
    let trace = fixture.folder.path + "/trace"
    let ending = try await Self.command(words, scenario, fixture, calm, trace: trace)
    #expect(ending.status == 0, "\(scenario): \(ending.errors)")
    meaning = try await fixture.meaning(of: calm, chart: scenario.chart)
    operations = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
    #expect(operations.count > 5)
  }

  /// The points at which a fault may be injected; threads make a few operations more or fewer from run to run.
  var points: [Int] { Array(1...(operations.count + 3)) }

  /// A new copy of the lake as it was before the command.
  func freshLake() throws -> String {
    let lake = emptyPlace()
    try fixture.copy(base, to: lake)
    return lake
  }

  /// A path for a new lake.
  func emptyPlace() -> String { fixture.lake("lake-\(UUID().uuidString)") }

  /// Runs the command on `lake`.
  func command(_ lake: String, fault: FaultFixture.Fault? = nil, trace: String? = nil) async throws
    -> RunningProgram.Ending
  {
    try await Self.command(words, scenario, fixture, lake, fault: fault, trace: trace)
  }

  private static func command(
    _ words: [String], _ scenario: Scenario, _ fixture: FaultFixture, _ lake: String,
    fault: FaultFixture.Fault? = nil, trace: String? = nil
  ) async throws -> RunningProgram.Ending {
    if scenario.isScheduler { try fixture.makeSchedule(of: lake) }
    return try await fixture.run(
      words, lake: lake, now: scenario.now, fault: fault, trace: trace,
      variables: scenario.chart == "proof" ? [:] : ["PATH": fixture.pathOfGit],
      until: scenario.isScheduler ? FaultFixture.waiting : nil)
  }

  /// The problems with how a disturbed command ended: it must succeed, or fail with an honest error.
  func problems(of ending: RunningProgram.Ending, _ fault: FaultFixture.Fault) -> [String] {
    let isHonest =
      ending.status == 0
      || [11, 12, 13, 21, 31, 33].contains(ending.status) && !ending.errors.isEmpty
      || fault.kind.hasPrefix("KILL") && ending.status == 128 + 9
    guard isHonest else { return ["ended with \(ending.status): \(ending.errors)"] }
    // A disk that stays full must be reported as such.
    let isTold = ["free some space", "disk has room"].contains(where: ending.errors.contains)
    if fault.kind == "ENOSPC", fault.isSticky, ending.status != 0, ending.status != 33 || !isTold {
      return ["told of a full disk as \(ending.status): \(ending.errors)"]
    }
    return []
  }

  /// The problems of `lake` after a disturbance; `before` are the files that were published in it earlier.
  func problems(after lake: String, before: [String: Data] = [:]) async throws -> [String] {
    var problems: [String] = []
    if FileManager.default.fileExists(atPath: "\(lake)/format/1.json"), !scenario.isDamaged {
      problems += await unsoundness(of: lake)
    }
    if scenario.chart != "proof" { problems += try await fixture.gitLeftBehind(by: lake) }
    // Only files that the undisturbed command removes may be gone.
    let kept = FaultFixture.published(in: calm)
    let after = FaultFixture.published(in: lake)
    for (path, bytes) in before where after[path] != bytes && (kept[path] == bytes) {
      problems.append("\(path) has changed")
    }
    return problems
  }

  /// Runs the command again. There are problems if it does not come to the undisturbed end, or asks about an item whose answer
  /// was stored.
  func problemsGoingOn(_ lake: String) async throws -> [String] {
    var problems: [String] = []
    let answered = try await fixture.answeredItems(in: lake)
    let asked = fixture.asked(for: lake)
    let due = scenario.isScheduler ? await fixture.due(in: lake) : []
    let again = try await command(lake)
    if scenario.isScheduler { problems += await fixture.problems(of: again, due: due, lake: lake) }
    // If only the end of the first command failed, the named version is already forgotten.
    let isDone = scenario.name == "forget" && again.status == 14
    if again.status != 0, !isDone { problems.append("again: \(again.status) \(again.errors)") }
    problems += await unsoundness(of: lake).map { "in the end: \($0)" }
    let reached = try await fixture.meaning(of: lake, chart: scenario.chart)
    if reached != meaning { problems.append("came to \(reached) and not to \(meaning)") }
    for item in answered where fixture.asked(for: lake)[item] != asked[item] {
      problems.append("\(item) was asked about again, though it was stored")
    }
    if scenario.chart == "mirrored" { problems += try await problemsOfMirror(lake) }
    return problems
  }

  /// The problem if another lake that uses the remaining mirror does not come to the same end.
  private func problemsOfMirror(_ lake: String) async throws -> [String] {
    let other = emptyPlace()
    defer { fixture.remove(other) }
    let ending = try await fixture.run(
      words, lake: other, now: scenario.now,
      variables: ["HOME": "\(lake)-home", "PATH": fixture.pathOfGit])
    let reached = try await fixture.meaning(of: other, chart: scenario.chart)
    return reached == meaning
      ? [] : ["the mirror led to \(reached) and not to \(meaning): \(ending.errors)"]
  }

  private func unsoundness(of lake: String) async -> [String] {
    let verified = await fixture.ask(["lake", "check", "--read-data"], lake: lake)
    return verified.status == 0 ? [] : ["does not verify: \(verified.output) \(verified.errors)"]
  }
}
