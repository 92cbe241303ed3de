import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// Runs killed at any instant: the lake can be read, and the next run goes on where the killed one stopped and ends with the same
/// bytes as an undisturbed run.
@Suite(.timeLimit(.minutes(60))) struct KillTests {
  /// The number of instants that are tried.
  static let instants = Proof.isFull ? Proof.share(Array(0..<1000)).count : 15 * Proof.times

  /// The document that an undisturbed run publishes, and how long the run takes.
  private static let undisturbed = Task {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    let start = ContinuousClock.now
    let run = try await fixture.marquee("run", job)
    let time = ContinuousClock.now - start
    #expect(run.status == 0, "\(run.errors)")
    let document = try await fixture.marquee("snapshot", "cat", "test").output
    #expect(LoopbackFixture.items.allSatisfy { document.contains("Named \($0)") })
    return (document: document, time: time)
  }

  // Cases run one after the other: together, the processes would wait for each other, and the kills would not be spread evenly
  // over the run.

  /// Request 0 is for the list, requests 1 to 10 are about one item each.
  @Test(.serialized, arguments: 0...10)
  func aRunKilledAtARequestGoesOnWhereItStopped(request: Int) async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { asked in
      // The lock is held until the program has started.
      if asked.number == request { program.withLock { $0?.signal(SIGKILL) } }
      return nil
    }
    try program.withLock { $0 = try fixture.start(["run", job]) }
    let ending = try await #require(program.withLock { $0 }).ending()
    #expect(ending.status == 128 + SIGKILL)
    try await expectToGoOn(fixture, job: job, resumed: request % 2 == 1)
    // The list was stored before the first request about an item.
    #expect(fixture.lists == (request == 0 ? 2 : 1))
  }

  @Test func aRunKilledAtAnyInstantGoesOnWhereItStopped() async throws {
    let start = ContinuousClock.now
    var time = try await Self.undisturbed.value.time
    var kills = 0
    for instant in 0..<(10 * Self.instants) where kills < Self.instants {
      let fixture = try LoopbackFixture()
      let job = try fixture.job(enriched: true)
      let program = try fixture.start(["run", job])
      // Random and without a seed: each test tries other instants, and a failure names its instant.
      let delay = time * (Double(instant % Self.instants) + .random(in: 0..<1)) / Double(Self.instants)
      await kill(program, after: delay)
      let ending = try await program.ending()
      guard ending.status != 0 else {
        // The run ended before the kill: it was faster than the measured run, as happens when the machine is less busy.
        time = time * 0.95
        continue
      }
      kills += 1
      #expect(ending.status == 128 + SIGKILL, "\(ending.errors)")
      try await expectToGoOn(fixture, job: job, resumed: instant % 2 == 1, "killed after \(delay)")
    }
    #expect(kills == Self.instants)
    // Failures are issues of the test, which then fails as a whole, so the row says 0.
    Proof.report("kill at random instants of a run", points: kills, faults: kills, lost: 0, since: start)
  }

  @Test func aRunKilledOverAndOverGoesOnEveryTime() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true, omdb: ["concurrency: 1"])
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { asked in
      // Every second request kills the program, so each start after the first gets one more item answered before its kill.
      if asked.number % 2 == 1 { program.withLock { $0?.signal(SIGKILL) } }
      return nil
    }
    var kills = 0
    while kills < 30 {
      try program.withLock { $0 = try fixture.start(["run", job]) }
      let ending = try await #require(program.withLock { $0 }).ending()
      if ending.status == 0 { break }
      #expect(ending.status == 128 + SIGKILL, "\(ending.errors)")
      kills += 1
    }
    #expect((5...20).contains(kills))
    let document = try await Self.undisturbed.value.document
    #expect(try await fixture.marquee("snapshot", "cat", "test").output == document)
    #expect(fixture.asked.values.allSatisfy { $0 <= 2 })
  }

  /// Expects that the lake of a killed run can be read, and that the run goes on, either resumed by its name or by the same
  /// command.
  private func expectToGoOn(
    _ fixture: LoopbackFixture, job: String, resumed: Bool, _ about: Comment? = nil
  ) async throws {
    let chart = try await fixture.marquee("chart", "test")
    #expect([0, 14].contains(chart.status), "\(about ?? "") \(chart.errors)")
    let verified = try await fixture.marquee("lake", "check", "--read-data")
    #expect([0, 14].contains(verified.status), "\(about ?? "") \(verified.output) \(verified.errors)")
    let answered = try await answeredItems(fixture)
    let before = fixture.asked
    let lists = fixture.lists
    let unfinished = try await unfinishedRun(fixture)
    let again: RunningProgram.Ending
    if resumed, let run = unfinished {
      again = try await fixture.marquee("resume", run)
    } else {
      again = try await fixture.marquee("run", job)
    }
    #expect(again.status == 0, "\(about ?? "") \(again.errors)")
    let document = try await Self.undisturbed.value.document
    let version = try await fixture.marquee("snapshot", "cat", "test")
    #expect(version.output == document, "\(about ?? "") \(version.errors)")
    for item in LoopbackFixture.items {
      let count = fixture.asked[item] ?? 0
      #expect((1...2).contains(count), "\(about ?? "") \(item)")
      if answered.contains(item) { #expect(count == before[item], "\(about ?? "") \(item)") }
    }
    // The list was stored before the first request about an item.
    if unfinished != nil, !before.isEmpty { #expect(fixture.lists == lists, about) }
    // Nothing of the killed run is left unfinished.
    let tasks = try await fixture.json("queue", "list") as? [Any]
    #expect(tasks?.isEmpty == true, about)
    let left = try await fixture.json("runs") as? [[String: Any]] ?? []
    #expect(left.allSatisfy { $0["outcome"] as? String == "published" }, about)
  }

  /// The run that the killed program had started and not finished.
  private func unfinishedRun(_ fixture: LoopbackFixture) async throws -> String? {
    guard FileManager.default.fileExists(atPath: "\(fixture.lake)/work.sqlite") else { return nil }
    let runs = try await fixture.json("runs") as? [[String: Any]] ?? []
    return runs.first { $0["outcome"] is NSNull }?["run"] as? String
  }

  /// The items whose answers the killed run had stored.
  private func answeredItems(_ fixture: LoopbackFixture) async throws -> Set<String> {
    guard FileManager.default.fileExists(atPath: "\(fixture.lake)/work.sqlite") else { return [] }
    let tasks = try await fixture.json("queue", "list") as? [[String: Any]] ?? []
    return Set(tasks.filter { $0["state"] as? String == "done" }.compactMap { $0["item"] as? String })
  }
}

/// Kills `program` when `delay` has passed.
func kill(_ program: RunningProgram, after delay: Duration) async {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread {
      var rest = timespec()
      rest.tv_nsec = Int(delay / .nanoseconds(1)) % 1_000_000_000
      rest.tv_sec = Int(delay / .seconds(1))
      nanosleep(&rest, nil)
      program.signal(SIGKILL)
      continuation.resume()
    }
  }
}
