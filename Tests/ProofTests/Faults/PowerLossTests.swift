import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// Power is lost after each operation of a command, and each change that was not synchronized is kept or lost at random. The lake
/// stays sound, nothing that was published before is gone, and the command run again ends with the same lake.
@Suite(.serialized) struct PowerLossTests {
  struct Loss: Sendable, CustomStringConvertible {
    var point: Int
    var seed: UInt64?
    var description: String {
      "power lost after operation \(point), \(seed.map { "seed \($0)" } ?? "nothing but what is sure")"
    }
  }

  private static let seeds: [UInt64?] = [nil] + (1...10).map { $0 }

  @Test(arguments: Scenario.ofOneFolder) func aLossOfPowerAfterEveryOperationIsSurvived(scenario: Scenario)
    async throws
  {
    let trial = try await Trial(scenario)
    let lines = trial.operations
    let seeds = Proof.isFull ? Self.seeds : [nil, UInt64(scenario.name.count)]
    let losses =
      Proof.sample(Array(0...lines.count), 3, seed: 11).flatMap { point in
        seeds.map { Loss(point: point, seed: $0) }
      } + [Loss(point: lines.count, seed: nil)]
    try await prove(trial, "power loss: \(scenario)", losses) { loss, lake in
      var medium = try ModelFileSystem(folder: trial.base)
      for line in lines.prefix(loss.point) { medium.apply(line, root: trial.calm) }
      try medium.lose(to: lake, seed: loss.seed)
      guard loss.point == lines.count else { return [] }
      // The command had ended, so what it reported is durable.
      let kept = try await trial.fixture.meaning(of: lake, chart: trial.scenario.chart)
      return kept == trial.meaning ? [] : ["kept \(kept) and not \(trial.meaning)"]
    }
  }

  /// A loss of power during a rename between folders may leave the file in neither of them.
  @Test(arguments: Scenario.all) func whatIsSoundIsRenamedOnlyWithinItsFolder(scenario: Scenario) async throws
  {
    for line in try await Trial(scenario).operations where line.hasPrefix("rename\t") {
      let paths = line.split(separator: "\t").map(String.init)
      let folders = paths[1...2].map { ($0 as NSString).deletingLastPathComponent }
      #expect(folders[0] == folders[1] || folders[1].hasSuffix("/damaged"), "\(line)")
    }
  }

  /// Power is lost, and lost once more while the command recovers.
  @Test(arguments: Scenario.ofOneFolder) func aLossOfPowerDuringRecoveryIsSurvived(scenario: Scenario)
    async throws
  {
    let trial = try await Trial(scenario)
    let lines = trial.operations
    let losses = Proof.sample(Array(0...lines.count), 2, seed: 29).map { point in
      Loss(point: point, seed: UInt64(point) % 11 == 0 ? nil : UInt64(point))
    }
    try await prove(trial, "power loss during recovery: \(scenario)", losses) { loss, lake in
      var medium = try ModelFileSystem(folder: trial.base)
      for line in lines.prefix(loss.point) { medium.apply(line, root: trial.calm) }
      let first = trial.emptyPlace()
      defer { trial.fixture.remove(first) }
      try medium.lose(to: first, seed: loss.seed)
      medium = try ModelFileSystem(folder: first)
      let trace = first + ".trace"
      defer { try? FileManager.default.removeItem(atPath: trace) }
      _ = try await trial.command(first, trace: trace)
      let again = ((try? String(contentsOfFile: trace, encoding: .utf8)) ?? "").split(separator: "\n")
      var generator = SeededGenerator(seed: UInt64(loss.point) + 101)
      for line in again.prefix(Int.random(in: 0...again.count, using: &generator)) {
        medium.apply(line, root: first)
      }
      try medium.lose(to: lake, seed: loss.seed.map { $0 + 1000 })
      return []
    }
  }

  /// Makes a lake with `lose` for each loss, and reports the problems of these lakes.
  private func prove(
    _ trial: Trial, _ name: String, _ losses: [Loss],
    lose: @escaping @Sendable (Loss, String) async throws -> [String]
  ) async throws {
    let start = ContinuousClock.now
    let losses = Proof.share(losses)
    let lost = Mutex(0)
    try await Proof.forEach(losses) { loss in
      let lake = trial.emptyPlace()
      var problems = try await lose(loss, lake)
      problems += try await trial.problems(after: lake, before: FaultFixture.published(in: trial.base))
      problems += try await trial.problemsGoingOn(lake)
      #expect(problems.isEmpty, "\(trial.scenario), \(loss): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
      trial.fixture.remove(lake)
    }
    Proof.report(
      name, points: trial.operations.count + 1, faults: losses.count, lost: lost.withLock { $0 }, since: start
    )
  }
}
