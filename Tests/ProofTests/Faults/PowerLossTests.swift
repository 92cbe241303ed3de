import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// Power is lost after each operation of a command, and what was not synchronized is there or not by chance: the lake
/// verifies, nothing that was published before is gone, and the command run again ends with the same lake.
@Suite(.serialized) struct PowerLossTests {
  struct Loss: Sendable {
    var point: Int
    var seed: UInt64?
  }

  @Test(arguments: Scenario.all) func aLossOfPowerAfterEveryOperationIsSurvived(scenario: Scenario)
    async throws
  {
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
    let lines = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
    let seeds: [UInt64?] = Proof.isFull ? [nil] + (1...10).map { $0 } : [nil, UInt64(scenario.name.count)]
    let losses =
      Proof.sample(Array(0...lines.count), 3, seed: 11).flatMap { point in
        seeds.map { Loss(point: point, seed: $0) }
      } + [Loss(point: lines.count, seed: nil)]
    let lost = Mutex(0)
    try await Proof.forEach(losses) { loss in
      var medium = try ModelFileSystem(folder: base)
      for line in lines.prefix(loss.point) { medium.apply(line, root: calm) }
      let lake = bench.lake("lake-\(UUID().uuidString)")
      try medium.lose(to: lake, seed: loss.seed)
      var problems: [String] = []
      if FileManager.default.fileExists(atPath: "\(lake)/lake.json"), !scenario.isDamaged {
        let verified = try await bench.run(["lake", "verify", "--read-data"], lake: lake)
        if verified.status != 0 { problems.append("does not verify: \(verified.output) \(verified.errors)") }
      }
      if loss.point == lines.count {
        // The command had ended: what it said is durable.
        let kept = try await bench.meaning(of: lake)
        if kept != meaning { problems.append("kept \(kept) and not \(meaning)") }
      }
      let again = try await bench.run(words, lake: lake, now: scenario.now)
      let isDone = scenario.name == "forget" && again.status == 14
      if again.status != 0, !isDone { problems.append("again: \(again.status) \(again.errors)") }
      let verified = try await bench.run(["lake", "verify", "--read-data"], lake: lake)
      if verified.status != 0 { problems.append("does not verify in the end: \(verified.output)") }
      let reached = try await bench.meaning(of: lake)
      if reached != meaning { problems.append("came to \(reached) and not to \(meaning)") }
      let words = loss.seed.map { "seed \($0)" } ?? "nothing that is not sure"
      #expect(
        problems.isEmpty, "\(scenario), after \(loss.point), \(words): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
      try? FileManager.default.removeItem(atPath: lake)
    }
    Proof.report(
      "power loss: \(scenario.name)", points: lines.count + 1, faults: losses.count,
      lost: lost.withLock { $0 }, since: start)
  }
}
