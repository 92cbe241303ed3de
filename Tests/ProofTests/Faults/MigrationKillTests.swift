import Foundation
import MarqueeTestSupport
import Synchronization
import Testing

/// A migration is killed at an operation: the lake is of the one format or the other, and the same command goes on to
/// the same lake.
@Suite(.serialized) struct MigrationKillTests {
  private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("LakeStoreTests/Golden/format-1").path

  private static let questions: [(words: [String], answer: String)] = [
    (["version", "list", "golden"], "version-list"), (["run", "list"], "run-list"), (["status"], "status"),
    (["task", "list"], "task-list"), (["film", "golden", "tt1000001"], "film-tt1000001"),
  ]

  @Test func aMigrationThatIsKilledGoesOn() async throws {
    let start = ContinuousClock.now
    let bench = try FaultBench()
    let calm = bench.lake("calm")
    try bench.copy("\(Self.golden)/lake", to: calm)
    let trace = bench.folder.path + "/trace"
    let ending = try await bench.run(["lake", "migrate"], lake: calm, trace: trace)
    #expect(ending.status == 0, "\(ending.errors)")
    let operations = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n").count
    #expect(operations > 20)
    let faults = Proof.share(
      ["KILL", "KILLHALF", "KILLAFTER"].enumerated().flatMap { index, kind in
        Proof.sample(Array(1...operations), 4, seed: UInt64(index) + 3).map {
          FaultBench.Fault(kind: kind, point: $0)
        }
      })
    let lost = Mutex(0)
    try await Proof.forEach(faults) { fault in
      let lake = bench.lake("lake-\(UUID().uuidString)")
      try bench.copy("\(Self.golden)/lake", to: lake)
      let problems = try await Self.problems(bench, lake, fault)
      #expect(problems.isEmpty, "\(fault): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
      try? FileManager.default.removeItem(atPath: lake)
    }
    Proof.report(
      "kill at every operation: migrate", points: operations, faults: faults.count,
      lost: lost.withLock { $0 },
      since: start)
  }

  private static func problems(
    _ bench: FaultBench, _ lake: String, _ fault: FaultBench.Fault
  ) async throws -> [String] {
    var problems: [String] = []
    let killed = try await bench.run(["lake", "migrate"], lake: lake, fault: fault)
    if ![0, 128 + 9].contains(killed.status) { problems.append("ended with \(killed.status)") }
    let read = try await bench.run(["chart", "golden"], lake: lake)
    if ![0, 32].contains(read.status) { problems.append("answers with \(read.status): \(read.errors)") }
    let again = try await bench.run(["lake", "migrate"], lake: lake)
    if again.status != 0 { problems.append("again: \(again.status) \(again.errors)") }
    let verified = try await bench.run(["lake", "verify", "--read-data"], lake: lake)
    if verified.status != 0 { problems.append("does not verify: \(verified.output)") }
    for (words, answer) in questions {
      let now = try await bench.run(words + ["--format", "json"], lake: lake, now: "2026-05-10T12:00:00Z")
      let then = try String(contentsOfFile: "\(golden)/answers/\(answer).json", encoding: .utf8)
      if now.output != then { problems.append("\(words): \(now.output) \(now.errors)") }
    }
    return problems
  }
}
