import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// Every operation on files that a command makes is failed in turn, SQLite's included: the command ends with an honest
/// error or as if nothing had been, the lake verifies, and the command run again ends with the same lake.
@Suite(.serialized) struct FileFaultTests {
  @Test(arguments: Scenario.all) func everyFailingOperationIsSurvived(scenario: Scenario) async throws {
    try await Trial(scenario).prove(
      "file faults: \(scenario.name)",
      kinds: ["EIO", "ENOSPC", "SHORT", "EINTR"].flatMap { [($0, false), ($0, true)] }, sample: 2)
  }

  @Test(arguments: Scenario.all) func aKillAtEveryOperationIsSurvived(scenario: Scenario) async throws {
    try await Trial(scenario).prove(
      "kill at every operation: \(scenario.name)",
      kinds: [("KILL", false), ("KILLHALF", false), ("KILLAFTER", false)], sample: 4)
  }
}

/// A scenario with its undisturbed end, to hold disturbed ones against.
private final class Trial: Sendable {
  let scenario: Scenario

  init(_ scenario: Scenario) {
    self.scenario = scenario
  }

  func prove(_ name: String, kinds: [(String, Bool)], sample: Int) async throws {
    let start = ContinuousClock.now
    let bench = try FaultBench()
    let base = bench.lake("base")
    try await scenario.prepare(bench, lake: base)
    let words = try scenario.words(lake: base)
    let calm = bench.lake("calm")
    try bench.copy(base, to: calm)
    let trace = bench.folder.path + "/trace"
    let ending = try await bench.run(words, lake: calm, now: scenario.now, trace: trace)
    #expect(ending.status == 0, "\(scenario): \(ending.errors)")
    let meaning = try await bench.meaning(of: calm)
    let operations = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").count
    #expect(operations > 5)
    // Threads make a few more or fewer from run to run.
    let points = Array(1...(operations + 3))
    var faults: [FaultBench.Fault] = []
    for (index, (kind, isSticky)) in kinds.enumerated() {
      faults += Proof.sample(points, sample, seed: UInt64(index) + 7).map {
        FaultBench.Fault(kind: kind, point: $0, isSticky: isSticky)
      }
    }
    let lost = Mutex(0)
    try await Proof.forEach(faults) { [scenario] fault in
      let lake = bench.lake("lake-\(UUID().uuidString)")
      try bench.copy(base, to: lake)
      let before = FaultBench.published(in: lake)
      let disturbed = try await bench.run(words, lake: lake, now: scenario.now, fault: fault)
      let problems = try await self.problems(disturbed, fault, bench, lake, words, before, meaning)
      #expect(problems.isEmpty, "\(scenario), \(fault): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
      try? FileManager.default.removeItem(atPath: lake)
    }
    Proof.report(
      name, points: operations, faults: faults.count, lost: lost.withLock { $0 }, since: start)
  }

  private func problems(
    _ disturbed: RunningProgram.Ending, _ fault: FaultBench.Fault, _ bench: FaultBench, _ lake: String,
    _ words: [String], _ before: [String: Data], _ meaning: [String]
  ) async throws -> [String] {
    var problems: [String] = []
    let isKill = fault.kind.hasPrefix("KILL")
    let isHonest =
      disturbed.status == 0
      || [10, 11, 12, 13, 21, 31, 33].contains(disturbed.status) && !disturbed.errors.isEmpty
      || isKill && disturbed.status == 128 + 9
    if !isHonest { problems.append("ended with \(disturbed.status): \(disturbed.errors)") }
    let hasLake = FileManager.default.fileExists(atPath: "\(lake)/lake.json")
    if hasLake, !scenario.isDamaged {
      let verified = try await bench.run(["lake", "verify", "--read-data"], lake: lake)
      if verified.status != 0 { problems.append("does not verify: \(verified.output)") }
    }
    if !["gc", "repair", "forget"].contains(scenario.name) {
      let after = FaultBench.published(in: lake)
      for (path, bytes) in before where after[path] != bytes { problems.append("\(path) has changed") }
    }
    let again = try await bench.run(words, lake: lake, now: scenario.now)
    // What was named is forgotten already where only the end of the command failed.
    let isDone = scenario.name == "forget" && again.status == 14
    if again.status != 0, !isDone { problems.append("again: \(again.status) \(again.errors)") }
    let verified = try await bench.run(["lake", "verify", "--read-data"], lake: lake)
    if verified.status != 0 { problems.append("does not verify in the end: \(verified.output)") }
    let reached = try await bench.meaning(of: lake)
    if reached != meaning { problems.append("came to \(reached) and not to \(meaning)") }
    return problems
  }
}
