import LakeStore
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import Jobs
@testable import ListSources
@testable import Pipeline

/// Backfills that the enrichment source stops, and days with several captures.
@Suite struct StoppedBackfillTests {
  /// A job whose source has the same three films on each day. It asks about each film once a day, one after the other, and may
  /// make four calls a day.
  private func definition(_ fixture: RunFixture) -> JobDefinition {
    fixture.definition {
      $0.extract.url += "?day={day}"
      $0.enrich?.callsPerDay = 4
      $0.enrich?.concurrency = 1
    }
  }

  /// Runs a backfill of the first days of April.
  ///
  /// - Returns: the outcomes of the days, and the failure if there was one.
  private func backfill(
    _ fixture: RunFixture, to day: String, reprocess: Reprocess = .failed, holdsRest: Bool = true
  ) async throws -> (told: [String], failure: Failure?) {
    let told = Mutex<[String]>([])
    let failure = try await fixture.with(definition(fixture)) { runner, _, _ -> Failure? in
      var request = BackfillRequest(from: Day("2026-04-01")!, to: Day(day)!)
      request.reprocess = reprocess
      do {
        _ = try await runner.run(
          try await runner.plan(request), trigger: .backfill, holdsRest: holdsRest
        ) { report in told.withLock { $0.append("\(report.day) \(report.outcome?.rawValue ?? "")") } }
        return nil
      } catch let failure as Failure { return failure }
    }
    return (told.withLock { $0 }, failure)
  }

  private func pending(_ fixture: RunFixture) async throws -> Int? {
    try await fixture.with(definition(fixture)) { _, _, work in
      try await work.pending.counts()[ChartName("test")!]
    }
  }

  private func goOn(_ fixture: RunFixture) async throws -> [String] {
    try await fixture.with(definition(fixture)) { runner, _, _ in
      try await runner.goOn().map { "\($0.day) \($0.outcome?.rawValue ?? "")" }
    }
  }

  @Test func whatTheBudgetLeavesGoesOnOnTheNextDay() async throws {
    let fixture = try RunFixture()
    // Three calls for the first day. The other day has other films: one more call, and two that are not made.
    let first = try await backfill(fixture, to: "2026-04-01")
    #expect(first.failure == nil)
    #expect(try await pending(fixture) == nil)
    fixture.serve(["tt4", "tt5", "tt6"])
    let stopped = try await backfill(fixture, to: "2026-04-04")
    #expect(stopped.told == ["2026-04-02 failed"])
    #expect(stopped.failure?.kind == .source)
    #expect(
      stopped.failure?.message
        == "stopped after 2026-04-02, because the next days would fail for the same reason: the budget of 4 "
        + "calls a day is used up; 3 days are left and continue with the first run on a later day")
    #expect(stopped.failure?.remedy == nil)
    #expect(try await pending(fixture) == 3)
    // The backfill does not continue on the same day.
    #expect(try await goOn(fixture).isEmpty)
    fixture.set("2026-05-02T06:00:00Z")
    #expect(
      try await goOn(fixture) == ["2026-04-02 published", "2026-04-03 published", "2026-04-04 published"])
    #expect(fixture.asked == ["tt1": 1, "tt2": 1, "tt3": 1, "tt4": 1, "tt5": 1, "tt6": 1])
    #expect(try await pending(fixture) == nil)
    #expect(try await goOn(fixture).isEmpty)
  }

  @Test func whatIsStoppedAgainWaitsOnAndWhatIsSettledDoesNot() async throws {
    let fixture = try RunFixture()
    _ = try await backfill(fixture, to: "2026-04-01")
    fixture.serve(["tt4", "tt5", "tt6"])
    _ = try await backfill(fixture, to: "2026-04-04")
    // Somebody runs one of the days, for which only two answers are missing.
    fixture.set("2026-05-02T06:00:00Z")
    let own = try await fixture.run(definition(fixture), day: "2026-04-03", plan: .past)
    #expect(own.outcome == .published)
    #expect(try await pending(fixture) == 2)
    // Two calls are left on that day, but the lists have three further films.
    fixture.serve(["tt7", "tt8", "tt9"])
    #expect(try await goOn(fixture).isEmpty)
    #expect(try await pending(fixture) == 2)
    fixture.set("2026-05-03T06:00:00Z")
    #expect(try await goOn(fixture) == ["2026-04-02 published", "2026-04-04 published"])
    #expect(try await pending(fixture) == nil)
    // No item was asked about twice.
    #expect(fixture.asked.values.allSatisfy { $0 == 1 })
    #expect(fixture.asked.count == 9)
  }

  @Test func aSourceThatRefusesIsAskedAgainOnTheNextDay() async throws {
    let fixture = try RunFixture()
    fixture.answer { _ in
      .respond(status: 401, text: #"{"Response":"False","Error":"Request limit reached!"}"#)
    }
    let stopped = try await backfill(fixture, to: "2026-04-03")
    #expect(stopped.failure?.message.contains(#"refused: "Request limit reached!"; 3 days are left"#) == true)
    fixture.answer { _ in nil }
    #expect(try await goOn(fixture).isEmpty)
    fixture.set("2026-05-02T06:00:00Z")
    #expect(try await goOn(fixture).count == 3)
  }

  @Test func aBackfillThatIsNotToGoOnLeavesNothing() async throws {
    let fixture = try RunFixture()
    fixture.answer { _ in .respond(status: 401, text: #"{"Response":"False","Error":"Invalid API key!"}"#) }
    let stopped = try await backfill(fixture, to: "2026-04-03", holdsRest: false)
    #expect(stopped.failure?.remedy == .goOn)
    #expect(try await pending(fixture) == nil)
  }

  @Test func theLastDayAloneWaitsToo() async throws {
    let fixture = try RunFixture()
    _ = try await backfill(fixture, to: "2026-04-01")
    fixture.serve(["tt4", "tt5", "tt6"])
    let ended = try await backfill(fixture, to: "2026-04-02")
    // No day is left to run, so the backfill was not stopped before its end.
    #expect(ended.failure == nil)
    #expect(ended.told == ["2026-04-02 failed"])
    #expect(try await pending(fixture) == 1)
  }

  @Test func aDayWithSeveralCapturesIsToldOnce() async throws {
    let repository = try GitRepository()
    // 2026-04-01T06:00:00Z, six hours later, and a day later.
    let start = try #require(Instant("2026-04-01T06:00:00Z")).seconds
    for (offset, items) in [(0, ["tt1", "tt2"]), (21_600, ["tt2", "tt1"]), (86_400, ["tt1", "tt3"])] {
      let list = String(decoding: RunFixture.list(items), as: UTF8.self)
      try repository.commit(list, to: "list.json", at: start + Int64(offset))
    }
    let fixture = try RunFixture()
    let definition = fixture.definition {
      $0.enrich = nil
      $0.archives = [.git(Archive.Git(repository: repository.path, paths: ["list.json"], branch: nil))]
    }
    let told = Mutex<[String]>([])
    let runs = try await fixture.with(definition) { usual, lake, work in
      var dependencies = usual.dependencies
      dependencies.environment = repository.environment
      let runner = JobRunner(
        definition: definition, job: "test", lake: lake, work: work, dependencies: dependencies)
      let plan = try await runner.plan(BackfillRequest(from: Day("2026-04-01")!, to: Day("2026-04-02")!))
      _ = try await runner.run(plan, trigger: .backfill) { report in
        told.withLock { $0.append("\(report.day) \(report.outcome?.rawValue ?? "")") }
      }
      return try lake.reader.runs().count
    }
    #expect(told.withLock { $0 } == ["2026-04-01 published", "2026-04-02 published"])
    #expect(runs == 3)
    #expect(try await fixture.published("2026-04-01").map(\.id.description) == ["tt2", "tt1"])
  }
}
