import Foundation
import MarqueeTestSupport
import Testing

/// Locks and unlocks that the system refuses: they are reported as such, and not waited for.
@Suite(.serialized, .timeLimit(.minutes(30))) struct LockFaultTests {
  private static let strace = "/usr/bin/strace"

  private static let canTrace: Bool = {
    let trial = try? execute(strace, ["-f", "-o", "/dev/null", "-e", "inject=flock:error=EIO", "/bin/true"])
    return trial?.status == 0
  }()

  /// Runs the program with a fault injected into its system calls.
  private func run(_ words: [String], fault: String, on fixture: LakeFixture) async throws
    -> RunningProgram.Ending
  {
    let call = String(fault.prefix { $0 != ":" })
    return try await RunningProgram(
      Self.strace,
      ["-f", "-o", "/dev/null", "-e", "trace=\(call)", "-e", "inject=\(fault)", MarqueeBinary.path] + words,
      environment: [
        "MARQUEE_LAKE": fixture.lake, "MARQUEE_JOBS": fixture.folder.path(of: "jobs"),
        "MARQUEE_NOW": "2026-05-10T12:00:00Z",
      ]
    ).ending()
  }

  @Test(.enabled(if: canTrace, "processes cannot be traced here"), arguments: ["EIO", "ENOLCK", "EINTR"])
  func aLockOfTheLakeThatTheSystemRefusesIsNoOtherWriter(error: String) async throws {
    let fixture = try await LakeFixture.corrected()
    let ending = try await run(["lake", "prune"], fault: "flock:error=\(error)", on: fixture)
    expectOneMessage(ending, status: 33, saying: ["the lake could not be locked", "--lake DIR"])
  }

  /// All locks and unlocks of database files are refused, from the one with the number `first` on.
  @Test(
    .enabled(if: canTrace, "processes cannot be traced here"), arguments: ["EIO", "ENOLCK"],
    [5, 20, 40, 60])
  func locksOfADatabaseThatTheSystemRefusesAreNotWaitedFor(error: String, first: Int) async throws {
    let fixture = try await LakeFixture.corrected()
    let start = ContinuousClock.now
    for words in [["lake", "repair", "--offline"], ["lake", "reindex"], ["lake", "prune"], ["status"]] {
      let ending = try await run(words, fault: "fcntl:error=\(error):when=\(first)+", on: fixture)
      // The exit code is not that of a fault of the program, another writer or damage.
      #expect([0, 33].contains(ending.status), "\(words): \(ending.status) \(ending.errors)")
    }
    // SQLite itself would wait ten seconds at each refused lock, and four commands meet hundreds of them.
    #expect(ContinuousClock.now - start < .seconds(60))
    try await fixture.run(["lake", "reindex"])
    try await fixture.expectSound()
  }

  /// One unlock fails, and all later ones succeed.
  @Test(.enabled(if: canTrace, "processes cannot be traced here"), arguments: [40, 45, 89])
  func anUnlockThatFailsOnceIsMadeGood(point: Int) async throws {
    let fixture = try await LakeFixture.corrected()
    try fixture.serve("D", "B", "C", on: "2026-05-03")
    let start = ContinuousClock.now
    let ending = try await run(
      ["run", "test", "--day", "2026-05-03"], fault: "fcntl:error=EIO:when=\(point)", on: fixture)
    #expect([0, 33].contains(ending.status), "\(ending.errors)")
    #expect(ContinuousClock.now - start < .seconds(8))
    try await fixture.run(["run", "test", "--day", "2026-05-03"])
    try await fixture.expectSound()
  }
}
