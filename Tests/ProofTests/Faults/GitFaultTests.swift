import Foundation
import Glibc
import MarqueeTestSupport
import Synchronization
import Testing

/// At each operation by which git changes a mirror, the operation fails, or git dies, or the program dies while git goes on
/// alone. The backfill ends with an honest error or as if nothing had happened, the next one comes to the same lake, and the
/// mirror is usable or made again.
@Suite(.serialized) struct GitFaultTests {
  private static let kinds = [
    ("EIO", false), ("ENOSPC", false), ("KILL", false), ("KILL", true), ("KILLAFTER", true),
  ]

  @Test(.enabled(if: Proof.isFull)) func gitThatFailsAtAnyOperationIsSurvived() async throws {
    let start = ContinuousClock.now
    let scenario = try #require(Scenario.all.first { $0.chart == "mirrored" })
    let trial = try await Trial(scenario)
    let fixture = trial.fixture
    let counted = try trial.freshLake()
    _ = try fixture.putFaults(beneathGitOf: counted)
    let whole = try await trial.command(counted)
    #expect(whole.status == 0, "\(whole.errors)")
    let count = FileManager.default.contents(atPath: "\(counted)-home/tally")?.count ?? 0
    #expect(count > 20)
    let trials = Self.kinds.enumerated().flatMap { index, kind in
      Proof.sample(Array(1...(count + 1)), 3, seed: UInt64(index) + 53).map { (kind: kind, point: $0) }
    }
    let lost = Mutex(0)
    try await Proof.forEach(Proof.share(trials)) { (kind, point) in
      let fault = FaultFixture.Fault(kind: kind.0, point: point)
      let lake = try trial.freshLake()
      let faults = try fixture.putFaults(beneathGitOf: lake, kind.0, at: point, killsProgram: kind.1)
      let disturbed = try await trial.command(lake)
      try FileManager.default.removeItem(atPath: faults)
      var problems = trial.problems(of: disturbed, fault)
      problems += try await trial.problems(after: lake)
      problems += try await trial.problemsGoingOn(lake)
      #expect(
        problems.isEmpty,
        "\(fault) of git\(kind.1 ? ", of the program in its place" : ""): \(problems.joined(separator: "\n"))"
      )
      if !problems.isEmpty { lost.withLock { $0 += 1 } }
      fixture.remove(lake)
    }
    Proof.report(
      "faults of git itself", points: count, faults: Proof.share(trials).count, lost: lost.withLock { $0 },
      since: start)
  }

  /// Git waits for a silent server ten seconds longer than the program does.
  @Test(.enabled(if: Proof.isFull)) func gitDoesNotWaitForASilentServerForEver() async throws {
    let fixture = try FaultFixture()
    let server = try LoopbackServer { _ in .hang }
    try fixture.folder.write(
      """
      chart: silent
      extract: { url: "file:\(fixture.folder.path)/none.json", items: "", total-timeout: 1s }
      transform: { fields: { id: { from: "/id" }, title: { from: "/title" }, rank: { position: true } } }
      archives: [{ git: "\(server.baseURL)/lists.git", paths: [list.json] }]
      """, to: "jobs/silent.yaml")
    let lake = fixture.lake("silent")
    let program = try fixture.start(["backfill", "silent"] + FaultFixture.versions, lake: lake)
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    program.signal(SIGKILL)
    #expect(try await program.ending().status == 128 + SIGKILL)
    #expect(try await fixture.gitLeftBehind(by: lake, after: 30) == [])
  }
}
