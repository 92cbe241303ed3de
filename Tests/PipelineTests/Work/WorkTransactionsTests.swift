import RankingModel
import Testing

@testable import Pipeline

@Suite struct WorkTransactionsTests {
  @Test func anAnswerEndsItsTaskAndLeasesTheNextWithACallFromTheBudget() async throws {
    let fixture = try WorkFixture()
    let (work, now) = (fixture.work, fixture.now)
    let allowance = CallAllowance(budget: "a", limit: 2, day: Day("2026-05-01")!)
    let first = try await work.enqueue(
      fixture.entries("tt1", "tt2", "tt3"), run: fixture.checkpoint("1"), leasing: 1, allowance: allowance,
      now: now)
    let (raw, body) = fixture.answer("tt1")
    let second = try #require(
      try await work.end(
        first[0].task, .answered(raw, body: body, source: "s"), leasesNext: true, allowance: allowance,
        now: now))
    #expect(second.task.item == ItemID("tt2"))
    #expect(second.mayCall)
    #expect(try await fixture.items(.done) == ["1 tt1"])
    #expect(try await work.answers.answersToStore() == [raw.object])
    // The budget is used up: a second attempt is not made, and the third item is leased without a call.
    #expect(try await !work.takeCall(for: second.task, allowance: allowance, now: now))
    let third = try #require(
      try await work.end(second.task, .failed("x"), leasesNext: true, allowance: allowance, now: now))
    #expect(!third.mayCall)
    #expect(third.task.attempts == 0)
    #expect(try await work.budget.calls(of: "a", on: allowance.day) == 2)
    #expect(try await work.queue.tasks(in: .dead).map(\.attempts) == [1])
  }

  @Test func theEndOfARunRemovesWhatItsReportDoesNotName() async throws {
    let fixture = try WorkFixture()
    let work = fixture.work
    try await fixture.giveUp("tt1", "tt2", "tt3", in: fixture.checkpoint("1"))
    try await fixture.giveUp("tt1", in: fixture.checkpoint("other", chart: "other"))
    try await fixture.giveUp("tt1", in: fixture.checkpoint("later", day: "2026-05-02"))
    var run = fixture.checkpoint("2")
    try await work.checkpoints.set([run])
    try await fixture.giveUp("tt3", in: run)
    // The run asked about tt1 and got an answer, and did not ask about tt2.
    let outcome = try await work.outcome(of: run.report, notAsked: [ItemID("tt2")])
    let letters = try #require(outcome.deadLetters)
    #expect(letters.map { "\($0.run) \($0.item)" } == ["1 tt2", "2 tt3"])
    // Nothing is removed before the run has ended.
    #expect(try await fixture.items(.dead).count == 6)
    run.report.deadLetters = letters
    for _ in 0..<2 {
      try await work.finish([run.report])
      #expect(try await fixture.items(.dead) == ["1 tt2", "other tt1", "later tt1", "2 tt3"])
    }
    #expect(try await work.checkpoints.unfinishedRuns().isEmpty)
  }

  @Test func aRunThatAskedNobodyLeavesAllLetters() async throws {
    let fixture = try WorkFixture()
    var run = fixture.checkpoint("2")
    #expect(try await fixture.work.outcome(of: run.report, notAsked: nil).deadLetters == nil)
    try await fixture.giveUp("tt1", in: fixture.checkpoint("1"))
    run.report.deadLetters = try await fixture.work.outcome(of: run.report, notAsked: nil).deadLetters
    #expect(run.report.deadLetters?.map(\.item) == [ItemID("tt1")])
    try await fixture.work.finish([run.report])
    #expect(try await fixture.items(.dead) == ["1 tt1"])
    // A run that was killed before it could say anything about the letters leaves them too.
    try await fixture.work.finish([fixture.checkpoint("3").report])
    #expect(try await fixture.items(.dead) == ["1 tt1"])
  }

  @Test func aRunThatAskedAboutAllReplacesAllLetters() async throws {
    let fixture = try WorkFixture()
    try await fixture.giveUp("tt1", in: fixture.checkpoint("1"))
    var run = fixture.checkpoint("2")
    run.report.deadLetters = try await fixture.work.outcome(of: run.report, notAsked: []).deadLetters
    #expect(run.report.deadLetters == [])
    try await fixture.work.finish([run.report])
    #expect(try await fixture.items(.dead).isEmpty)
  }
}
