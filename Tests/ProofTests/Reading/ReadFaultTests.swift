import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// Every call by which a command reads below the lake fails in turn, in every way in which it can. The command's answer is right
/// or refused, nothing is discarded, and the same command comes to the same lake afterwards.
@Suite(.serialized, .fullLake) struct ReadFaultTests {
  @Test(arguments: ReadScenario.all) func anAnswerIsRightOrRefused(scenario: ReadScenario) async throws {
    let trial = try await ReadTrial(scenario)
    // A lock that is never granted is waited for as if another process held it. That takes ten seconds each, so such faults are
    // tried only in the full form.
    let whole = trial.points.flatMap(\.faults).filter { Proof.isFull || !$0.isAboutLocks }
    let faults = Proof.sample(whole, 2, seed: 41)
    try await prove("read faults: \(scenario)", trial, faults, points: trial.points.count)
  }

  /// In the full form, `anAnswerIsRightOrRefused` covers this.
  @Test(.enabled(if: !Proof.isFull), arguments: ReadScenario.keepers)
  func aFolderThatCannotBeListedIsNotEmpty(scenario: ReadScenario) async throws {
    let trial = try await ReadTrial(scenario)
    let lists = trial.points.filter { $0.call == "readdir" }
    let folders = Dictionary(grouping: lists, by: \.path)
    // Only the first of the many folders of one kind is tried.
    let kinds = Dictionary(grouping: folders.keys.sorted()) { path in
      let parts = path.split(separator: "/")
      return parts.count < 2 ? path : "\(parts[0])/\(parts.count)"
    }
    let faults = kinds.sorted { $0.key < $1.key }.compactMap { $0.value.first }.flatMap { path in
      let first = ReadPoint(call: "readdir", path: path, number: 1)
      return [
        FaultFixture.Fault(kind: "EIO", point: 1, reading: first),
        FaultFixture.Fault(kind: "EIO", point: 1, isSticky: true, reading: first),
      ]
    }
    #expect(faults.count > 12)
    try await prove("folders that cannot be listed: \(scenario)", trial, faults, points: kinds.count)
  }

  /// In the full form, `anAnswerIsRightOrRefused` covers this.
  @Test(.enabled(if: !Proof.isFull)) func repairDiscardsNothingAfterOneErrorOfReading() async throws {
    let trial = try await ReadTrial(.repair)
    let kinds = ["decisions/", "snapshots/", "runs/", "charts/", "marks/", "objects/"]
    let points = kinds.flatMap { kind in
      let files = trial.points.filter { $0.path.hasPrefix(kind) && ["open", "pread"].contains($0.call) }
      return files.prefix(12)
    }
    let faults = points.flatMap { point in
      ["EIO", "EMFILE"].filter(point.errors.contains).map {
        FaultFixture.Fault(kind: $0, point: point.number, reading: point)
      }
    }
    #expect(faults.count > 50)
    try await prove("one error of reading: repair", trial, faults, points: points.count)
  }

  private func prove(
    _ name: String, _ trial: ReadTrial, _ whole: [FaultFixture.Fault], points: Int
  ) async throws {
    let start = ContinuousClock.now
    let faults = Proof.share(whole)
    let lost = Mutex(0)
    let missed = Mutex(0)
    try await Proof.forEach(faults) { fault in
      guard let problems = try await trial.problems(with: fault) else { return missed.withLock { $0 += 1 } }
      if problems.isEmpty { return }
      lost.withLock { $0 += 1 }
      Issue.record("\(trial.scenario), \(fault): \(problems.joined(separator: "\n"))")
    }
    // Threads may make a few calls fewer, so some faults do not occur; such a trial does not count.
    let empty = missed.withLock { $0 }
    #expect(
      empty <= max(2, faults.count / 10),
      "\(trial.scenario): \(empty) of \(faults.count) faults struck nothing")
    Proof.report(
      name, points: points, faults: faults.count - empty, lost: lost.withLock { $0 }, since: start)
  }
}
