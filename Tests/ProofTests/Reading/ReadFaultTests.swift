import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// Every call by which a command reads beneath the lake fails in turn, in every way it can: the command's answer is right
/// or refused, nothing that was there is discarded, and the same command comes to the same lake afterwards.
@Suite(.serialized) struct ReadFaultTests {
  @Test(arguments: ReadScenario.all) func anAnswerIsRightOrRefused(scenario: ReadScenario) async throws {
    let trial = try await ReadTrial(scenario)
    let faults = Proof.sample(trial.points.flatMap(\.faults), 6, seed: 41)
    try await prove("read faults: \(scenario)", trial, faults, points: trial.points.count)
  }

  /// In the full form `anAnswerIsRightOrRefused` does it.
  @Test(.enabled(if: !Proof.isFull), arguments: ReadScenario.keepers)
  func aFolderThatCannotBeListedIsNotEmpty(scenario: ReadScenario) async throws {
    let trial = try await ReadTrial(scenario)
    let lists = trial.points.filter { $0.call == "readdir" }
    let folders = Dictionary(grouping: lists, by: \.path)
    // Of the many folders of one kind, the first.
    let kinds = Dictionary(grouping: folders.keys.sorted()) { path in
      let parts = path.split(separator: "/")
      return parts.count < 2 ? path : "\(parts[0])/\(parts.count)"
    }
    let faults = kinds.sorted { $0.key < $1.key }.compactMap { $0.value.first }.flatMap { path in
      let first = ReadPoint(call: "readdir", path: path, number: 1)
      // Once at the start, once amid the names, and always.
      let amid = ReadPoint(call: "readdir", path: path, number: 3)
      return [
        FaultBench.Fault(kind: "EIO", point: 1, reading: first),
        FaultBench.Fault(kind: "EIO", point: 3, reading: amid),
        FaultBench.Fault(kind: "EIO", point: 1, isSticky: true, reading: first),
      ]
    }
    #expect(faults.count >= 9)
    try await prove("folders that cannot be listed: \(scenario)", trial, faults, points: kinds.count)
  }

  /// In the full form `anAnswerIsRightOrRefused` does it.
  @Test(.enabled(if: !Proof.isFull)) func repairDiscardsNothingAfterOneErrorOfReading() async throws {
    let trial = try await ReadTrial(.repair)
    let kinds = ["tags/", "snapshots/", "runs/", "forgotten/", "tombstones/", "objects/"]
    let points = kinds.flatMap { kind in
      let files = trial.points.filter { $0.path.hasPrefix(kind) && ["open", "pread"].contains($0.call) }
      return files.filter { point in files.prefix(24).contains { $0.path == point.path } }.prefix(24)
    }
    let faults = points.flatMap { point in
      ["EIO", "EMFILE"].filter(point.errors.contains).map {
        FaultBench.Fault(kind: $0, point: point.number, reading: point)
      }
    }
    #expect(faults.count > 50)
    try await prove("one error of reading: repair", trial, faults, points: points.count)
  }

  private func prove(
    _ name: String, _ trial: ReadTrial, _ whole: [FaultBench.Fault], points: Int
  ) async throws {
    let start = ContinuousClock.now
    let faults = Proof.share(whole)
    let lost = Mutex(0)
    let missed = Mutex(0)
    try await Proof.forEach(faults) { fault in
      guard let problems = try await trial.problems(with: fault) else { return missed.withLock { $0 += 1 } }
      #expect(problems.isEmpty, "\(trial.scenario), \(fault): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
    }
    // Threads may make a few calls fewer; a trial that struck nothing is none.
    let empty = missed.withLock { $0 }
    #expect(empty * 10 <= faults.count, "\(trial.scenario): \(empty) of \(faults.count) faults struck nothing")
    Proof.report(
      name, points: points, faults: faults.count - empty, lost: lost.withLock { $0 }, since: start)
  }
}
