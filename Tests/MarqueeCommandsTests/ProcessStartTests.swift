import Foundation
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import MarqueeCommands

/// Checks that come before any command.
@Suite struct ProcessStartTests {
  @Test func noArgumentsAtAllAreAFaultAndNoCallForHelp() throws {
    let failure = #expect(throws: Failure.self) { try ProcessStart.words([]) }
    #expect(failure?.kind == .program)
    #expect(try ProcessStart.words(["marquee"]) == [])
    #expect(try ProcessStart.words(["marquee", "status"]) == ["status"])
  }

  /// Whether a process can be given its own `/proc`, which needs rights.
  private static let canHideProc = (try? shell("unshare -rm true && echo yes")) == "yes\n"

  @Test(.enabled(if: canHideProc, "needs user namespaces"), arguments: [["status"], ["--version"], []])
  func withoutProcNothingIsDone(_ words: [String]) throws {
    let script = "mount -t tmpfs none /proc && exec \"$0\" \"$@\""
    let result = try execute(
      "/usr/bin/env", ["unshare", "-rm", "sh", "-c", script, MarqueeBinary.path] + words)
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(
      result.errors.hasPrefix("marquee: the arguments of the call cannot be read, so nothing was done\n"))
  }

  /// Starts the program through a shell, with `redirections` after the words.
  private static func start(_ words: [String], _ redirections: String, _ fixture: LoopbackFixture) throws
    -> RunningProgram
  {
    let environment = ["MARQUEE_NOW": LoopbackFixture.noon, "TEST_KEY": LoopbackFixture.key]
    let script = "exec \"$0\" \"$@\" \(redirections)"
    return try RunningProgram(
      "/bin/sh", ["-c", script, MarqueeBinary.path] + words + ["--lake", fixture.lake],
      environment: environment
    )
  }

  @Test func aClosedStandardDescriptorIsNoPlaceForAnotherFile() async throws {
    let fixture = try LoopbackFixture()
    let program = Mutex<RunningProgram?>(nil)
    let seen = Mutex<[String]>([])
    fixture.serve { request in
      guard request.path == "/list", let process = program.withLock({ $0?.process }) else { return nil }
      let files = (0...2).map { number in
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(number)"))
          ?? "none"
      }
      seen.withLock { $0 = files }
      return nil
    }
    let job = try fixture.job()
    try program.withLock { $0 = try Self.start(["run", job, "--verbose"], "<&- >&- 2>&-", fixture) }
    let ending = try await #require(program.withLock { $0 }).ending()
    #expect(ending.status == 34)
    #expect(seen.withLock { $0 } == ["/dev/null", "/dev/null", "/dev/null"])
    // The day is published nevertheless, and the lake is sound.
    #expect(try await fixture.marquee("chart", "test").status == 0)
    #expect(try await fixture.marquee("lake", "check", "--read-data").status == 0)
  }

  @Test(arguments: [(">&-", "it is closed"), (">/dev/full", "No space left on device")])
  func outputThatTakesNothingHasItsExitCode(_ redirection: String, _ reason: String) async throws {
    let fixture = try LoopbackFixture()
    #expect(try await fixture.marquee("run", try fixture.job()).status == 0)
    for command in [
      ["chart", "test"], ["snapshot", "cat", "test"], ["status"], ["lake", "check"], ["--help"],
    ] {
      let ending = try await Self.start(command, redirection, fixture).ending()
      expectOneMessage(
        ending, status: 34, saying: ["standard output could not be written: \(reason)"], "\(command)")
    }
    // A command without output is not affected.
    #expect(
      try await Self.start(["tag", "add", "first", "test", "2026-05-01", "--quiet"], "2>&-", fixture).ending()
        .status == 0)
  }
}
