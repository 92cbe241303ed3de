import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// Two processes on one lake: one writes at a time, and readers never wait.
@Suite(.timeLimit(.minutes(30))) struct TwoProcessesTests {
  /// Keeps the first client of a source waiting until the gate is opened.
  private final class Gate: Sendable {
    private let isOpen = DispatchSemaphore(value: 0)
    private let entered = Mutex<CheckedContinuation<Void, Never>?>(nil)
    private let hasEntered = Mutex(false)

    /// Called by the server: waits until the gate is opened.
    func pass() {
      hasEntered.withLock { $0 = true }
      entered.withLock { waiting in
        waiting?.resume()
        waiting = nil
      }
      isOpen.wait()
      isOpen.signal()
    }

    /// Returns when a client waits at the gate.
    func somebodyWaits() async {
      await withCheckedContinuation { continuation in
        entered.withLock { waiting in
          if hasEntered.withLock({ $0 }) { continuation.resume() } else { waiting = continuation }
        }
      }
    }

    func open() { isOpen.signal() }
  }

  @Test func aSecondWriterIsToldWhoWritesAndReadersAreAnswered() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(extract: ["total-timeout: 10m"])
    #expect(try await fixture.marquee("run", job).status == 0)
    let gate = Gate()
    fixture.serve { request in
      if request.number == 1 { gate.pass() }
      return nil
    }
    let tomorrow = "2026-05-02T12:00:00Z"
    let holder = try fixture.start(["run", job], now: tomorrow)
    await gate.somebodyWaits()
    let refused = try await fixture.marquee("run", job, "--lock-wait", "0s", now: tomorrow)
    expectOneMessage(
      refused, status: 30, saying: ["process \(holder.process)", "marquee run", "--lock-wait"])
    for arguments in [["chart", "test"], ["status"], ["runs"], ["queue", "list"]] {
      let read = try await fixture.start(arguments, now: tomorrow).ending()
      #expect(read.status == 0, "\(read.errors)")
    }
    let patient = try fixture.start(["run", job, "--lock-wait", "10m"], now: tomorrow)
    gate.open()
    let first = try await holder.ending()
    #expect(first.status == 0, "\(first.errors)")
    let second = try await patient.ending()
    #expect(second.status == 0, "\(second.errors)")
    #expect(try await fixture.marquee("chart", "test", "--day", "2026-05-02").status == 0)
  }

  @Test func twoBackfillsOfOneChartDoNoDayTwice() async throws {
    let fixture = try LoopbackFixture()
    let gate = Gate()
    fixture.serve { request in
      guard request.path.hasPrefix("/list-") else { return nil }
      if request.number == 0 { gate.pass() }
      return .respond(text: LoopbackFixture.list())
    }
    let job = try fixture.job(url: fixture.server.baseURL + "/list-{day}", extract: ["total-timeout: 10m"])
    let words = ["backfill", job, "--from", "2026-04-01", "--to", "2026-04-06"]
    let first = try fixture.start(words)
    await gate.somebodyWaits()
    // The second backfill starts to wait before any day is recorded, and plans once the first has ended.
    let second = try fixture.start(words + ["--lock-wait", "10m", "--format", "json"])
    let refused = try await fixture.start(words + ["--lock-wait", "0s"]).ending()
    expectOneMessage(
      refused, status: 30, saying: ["process \(first.process)", "marquee backfill", "--lock-wait"])
    gate.open()
    let done = try await first.ending()
    #expect(done.status == 0, "\(done.errors)")
    let waited = try await second.ending()
    #expect(waited.status == 0, "\(waited.errors)")
    let result = try #require(
      try JSONSerialization.jsonObject(with: Data(waited.output.utf8)) as? [String: Any])
    #expect(result["skipped"] as? Int == 6)
    #expect(result["published"] as? Int == 0)
    let asked = fixture.server.requests.map(\.path).sorted()
    #expect(asked == (1...6).map { "/list-2026-04-0\($0)" })
  }

  @Test func theLockOfAKilledWriterIsFree() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job()
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { request in
      guard request.number == 0 else { return nil }
      program.withLock { $0?.signal(SIGKILL) }
      return .hang
    }
    try program.withLock { $0 = try fixture.start(["run", job]) }
    _ = try await #require(program.withLock { $0 }).ending()
    let next = try await fixture.marquee("run", job, "--lock-wait", "0s")
    #expect(next.status == 0, "\(next.errors)")
  }

  @Test func manyWritersAtOnceTakeTurns() async throws {
    let fixture = try LoopbackFixture()
    fixture.serve { $0.path.hasPrefix("/list") ? .respond(text: LoopbackFixture.list()) : nil }
    let job = try fixture.job(url: fixture.server.baseURL + "/list-{day}")
    let programs = try (1...6).map {
      try fixture.start(
        ["run", job, "--day", "2026-05-0\($0)", "--lock-wait", "10m"], now: "2026-05-06T12:00:00Z")
    }
    for program in programs {
      let ending = try await program.ending()
      #expect(ending.status == 0, "\(ending.errors)")
    }
    let versions = try await fixture.json("snapshot", "list", "test") as? [Any]
    #expect(versions?.count == 6)
  }
}
