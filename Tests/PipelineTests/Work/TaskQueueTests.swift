import JSON
import RankingModel
import Testing

@testable import Pipeline

@Suite struct TaskQueueTests {
  @Test func tasksAreLeasedInTheirOrderAndQueuedOnce() async throws {
    let fixture = try WorkFixture()
    let (work, now) = (fixture.work, fixture.now)
    let run = fixture.checkpoint("1")
    let first = try await work.enqueue(
      fixture.entries("tt1", "tt2", "tt3"), run: run, leasing: 2, allowance: nil, now: now)
    #expect(first.map(\.task.item.description) == ["tt1", "tt2"])
    #expect(first.map(\.task.attempts) == [1, 1])
    #expect(first[0].task.payload["title"] == "Film tt1")
    #expect(try await fixture.items(.waiting) == ["1 tt3"])
    // Another process continues the run: leased tasks wait again.
    let again = try await work.enqueue(
      fixture.entries("tt2", "tt3", "tt4"), run: run, leasing: 9, allowance: nil, now: now)
    #expect(again.map(\.task.item.description) == ["tt1", "tt2", "tt3", "tt4"])
    #expect(again.map(\.task.attempts) == [2, 2, 1, 1])
  }

  @Test func aTaskIsLeasedAgainWhereItsWorkerIsNotHeardOf() async throws {
    let fixture = try WorkFixture()
    let (work, now) = (fixture.work, fixture.now)
    let leased = try await work.enqueue(
      fixture.entries("tt1", "tt2"), run: fixture.checkpoint("1"), leasing: 2, allowance: nil, now: now)
    let next = try await work.end(
      leased[1].task, .failed("x"), leasesNext: true, allowance: nil, now: now.advanced(bySeconds: 299))
    #expect(next == nil)
    // Renewed at 299 seconds, the lease ends at 599.
    #expect(try await work.takeCall(for: leased[0].task, allowance: nil, now: now.advanced(bySeconds: 299)))
    for (seconds, item) in [(598.0, nil), (599, ItemID("tt1"))] {
      let next = try await work.end(
        leased[1].task, .failed("x"), leasesNext: true, allowance: nil, now: now.advanced(bySeconds: seconds))
      #expect(next?.task.item == item)
      // The first attempt, the one after the lease was renewed, and this one.
      if let next { #expect(next.task.attempts == 3) }
    }
  }

  @Test func whatIsGivenUpIsADeadLetterThatOutlastsItsRun() async throws {
    let fixture = try WorkFixture()
    let run = fixture.checkpoint("1")
    try await fixture.giveUp("tt2", in: run)
    _ = try await fixture.work.enqueue(
      fixture.entries("tt1"), run: run, leasing: 0, allowance: nil, now: fixture.now)
    try await fixture.work.finish([run.report])
    let left = try await fixture.work.queue.tasks()
    #expect(left.map(\.state) == [.dead])
    #expect(left.map(\.item) == [ItemID("tt2")])
    #expect(left.map(\.error) == ["no answer"])
  }
}
