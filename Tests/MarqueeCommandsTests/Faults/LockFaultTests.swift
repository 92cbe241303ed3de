import Foundation
import MarqueeTestSupport
import Testing

/// Locks that the system refuses, or does not take back: told as such, and not waited for.
@Suite(.serialized, .timeLimit(.minutes(30))) struct LockFaultTests {
  private static let strace = "/usr/bin/strace"

  private static let canTrace: Bool = {
    let trial = try? execute(strace, ["-f", "-o", "/dev/null", "-e", "inject=flock:error=EIO", "/bin/true"])
    return trial?.status == 0
  }()

  /// Runs the program with a fault put beneath its system calls.
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

  /// From the Nth lock or unlock of a database's file on, all are refused.
  @Test(
    .enabled(if: canTrace, "processes cannot be traced here"), arguments: ["EIO", "ENOLCK"],
    [5, 20, 40, 60])
  func locksOfADatabaseThatTheSystemRefusesAreNotWaitedFor(error: String, first: Int) async throws {
    let fixture = try await LakeFixture.corrected()
    let start = ContinuousClock.now
    for words in [["lake", "repair", "--offline"], ["lake", "reindex"], ["lake", "prune"], ["status"]] {
      let ending = try await run(words, fault: "fcntl:error=\(error):when=\(first)+", on: fixture)
      // Not as a fault of the program, nor as another writer, nor as damage.
      #expect([0, 33].contains(ending.status), "\(words): \(ending.status) \(ending.errors)")
    }
    // Four commands; SQLite's own patience is ten seconds, each time it meets such a lock, of which there are hundreds.
    #expect(ContinuousClock.now - start < .seconds(60))
    try await fixture.run(["lake", "reindex"])
    try await fixture.expectSound()
  }

  /// One unlock fails, and all that follows is well.
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
