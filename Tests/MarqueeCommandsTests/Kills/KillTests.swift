import Foundation
import Glibc
import JSON
import MarqueeTestSupport
import Synchronization
import Testing

/// Runs killed at any instant: the lake reads, the next run goes on where the killed one stopped, and ends with
/// the bytes of a run that nobody disturbed.
@Suite(.timeLimit(.minutes(60))) struct KillTests {
  /// How many instants are tried.
  static let instants = Proof.isFull ? Proof.share(Array(0..<1000)).count : 15 * Proof.times

  /// The document that an undisturbed run publishes, and how long that takes.
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

  // One case after the other: several at once would only make the processes wait for each other, and the
  // instants of the kills come out uneven.

  /// A list, and an answer about each of ten items.
  @Test(.serialized, arguments: 0...10)
  func aRunKilledAtARequestGoesOnWhereItStopped(request: Int) async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true)
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { asked in
      // The lock is held until the program has been started.
      if asked.number == request { program.withLock { $0?.signal(SIGKILL) } }
      return nil
    }
    try program.withLock { $0 = try fixture.start(["run", job]) }
    let ending = try await #require(program.withLock { $0 }).ending()
    #expect(ending.status == 128 + SIGKILL)
    try await expectToGoOn(fixture, job: job, resumed: request % 2 == 1)
    // The list was stored before the first item was asked about.
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
      // By chance and without a seed: each time other instants are tried, and a failure names its own.
      let delay = time * (Double(instant % Self.instants) + .random(in: 0..<1)) / Double(Self.instants)
      await kill(program, after: delay)
      let ending = try await program.ending()
      guard ending.status != 0 else {
        // It was faster than the one that was measured, as it is where less goes on beside it.
        time = time * 0.95
        continue
      }
      kills += 1
      #expect(ending.status == 128 + SIGKILL, "\(ending.errors)")
      try await expectToGoOn(fixture, job: job, resumed: instant % 2 == 1, "killed after \(delay)")
    }
    #expect(kills == Self.instants)
    // What went wrong is among the test's issues, and the row is not written then.
    Proof.report("kill at random instants of a run", points: kills, faults: kills, lost: 0, since: start)
  }

  @Test func aRunKilledOverAndOverGoesOnEveryTime() async throws {
    let fixture = try LoopbackFixture()
    let job = try fixture.job(enriched: true, omdb: ["concurrency: 1"])
    let program = Mutex<RunningProgram?>(nil)
    fixture.serve { asked in
      // Each time, the third request is the last: one item is answered before the next kill.
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

  /// Expects that the lake of a killed run reads, and that the run goes on: by its name, or as the same command.
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
    // Before the first item was asked about, the list was stored.
    if unfinished != nil, !before.isEmpty { #expect(fixture.lists == lists, about) }
    // What the killed run left behind is gone: nothing is under way any more.
    let tasks = try await fixture.json("queue", "list") as? [Any]
    #expect(tasks?.isEmpty == true, about)
    let left = try await fixture.json("runs") as? [[String: Any]] ?? []
    #expect(left.allSatisfy { $0["outcome"] as? String == "published" }, about)
  }

  /// The run that the killed program had begun and not ended.
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
