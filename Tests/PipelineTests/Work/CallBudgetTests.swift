import RankingModel
import Testing

@testable import Pipeline

@Suite struct CallBudgetTests {
  @Test func callsAreCountedByBudgetDayAndRunUntilNoneIsLeft() async throws {
    let fixture = try WorkFixture()
    let (today, tomorrow) = (Day("2026-05-01")!, Day("2026-05-02")!)
    let taken = try await fixture.work.database.write { database in
      let allowances = [
        CallAllowance(budget: "a", limit: 2, day: today), CallAllowance(budget: "b", limit: 2, day: today),
        CallAllowance(budget: "a", limit: 2, day: tomorrow),
      ]
      return try [(0, "1"), (0, "2"), (0, "1"), (1, "1"), (2, "1")].map { number, run in
        try CallBudget.take(allowances[number], run: run, database)
      }
    }
    // The third call is one too many, no matter which run asks for it.
    #expect(taken == [true, true, false, true, true])
    #expect(try await fixture.work.budget.calls(of: "a", on: today) == 2)
    #expect(try await fixture.work.budget.calls(of: "a", on: tomorrow) == 1)
    #expect(try await fixture.work.budget.calls(of: "c", on: today) == 0)
    let first = try await fixture.work.database.read { try CallBudget.calls(of: "1", $0) }
    #expect(
      first == [
        CallCount(budget: "a", day: today, calls: 1), CallCount(budget: "a", day: tomorrow, calls: 1),
        CallCount(budget: "b", day: today, calls: 1),
      ])
  }

  @Test func whatARecordSaysIsCountedOnce() async throws {
    let fixture = try WorkFixture()
    let day = Day("2026-05-01")!
    for _ in 0..<2 {
      try await fixture.work.database.write {
        try CallBudget.restore(CallCount(budget: "a", day: day, calls: 7), of: "1", $0)
      }
    }
    #expect(try await fixture.work.budget.calls(of: "a", on: day) == 7)
  }
}
