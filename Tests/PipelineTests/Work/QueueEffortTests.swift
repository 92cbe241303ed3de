import GRDB
import JSON
import Jobs
import LakeStore
import MarqueeTestSupport
import RankingModel
import Storage
import Synchronization
import Testing

@testable import Pipeline

/// The cost of a run's queue, by the number of its items.
@Suite struct QueueEffortTests {
  private func entries(_ count: Int) -> [Entry] {
    (1...count).map { Entry(rank: $0, id: ItemID("tt\($0)"), title: "Film \($0)") }
  }

  private func checkpoint(_ fixture: RunFixture) -> RunCheckpoint {
    let report = RunReport(
      id: "run", chart: ChartName("test")!, day: Day("2026-05-01")!, trigger: .run,
      startedAt: fixture.now.withLock { $0 })
    return RunCheckpoint(report: report, job: "test", plan: .live)
  }

  /// The number of database steps that it takes to answer all of `count` items and to make objects of the answers.
  private func effort(items count: Int) async throws -> Int {
    let fixture = try RunFixture()
    let now = fixture.now.withLock { $0 }
    return try await fixture.with(fixture.definition()) { _, _, work in
      var next = try await work.enqueue(
        entries(count), run: checkpoint(fixture), leasing: 1, allowance: nil, now: now
      ).first
      let steps = DatabaseSteps()
      try await work.database.read { steps.count(on: $0.sqliteConnection) }
      var objects: [ObjectID] = []
      while let leased = next {
        let body = RunFixture.answer(leased.task.item.description)
        let answer = RawObject(
          object: ObjectID(of: body), role: .answer, url: "test", fetchedAt: now, item: leased.task.item)
        next = try await work.end(
          leased.task, .answered(answer, body: body, source: "test"), leasesNext: true, allowance: nil,
          now: now)
        objects.append(answer.object)
      }
      #expect(objects.count == count)
      try await work.finish([checkpoint(fixture).report], stored: objects)
      try await work.database.read { steps.stop(on: $0.sqliteConnection) }
      return steps.count
    }
  }

  @Test func fourTimesTheItemsCostAboutFourTimesAsMuch() async throws {
    let few = try await effort(items: 50)
    let many = try await effort(items: 200)
    #expect(few > 1000)
    // It would be sixteen times as much if each item looked at all others.
    #expect(many < 7 * few, "\(few) and \(many) steps")
  }

  @Test func aDayOfMoreItemsThanAreStoredAtOnceIsStoredWhole() async throws {
    let fixture = try RunFixture()
    let items = (1...600).map { "tt\($0)" }
    fixture.serve(items)
    #expect(try await fixture.run(fixture.definition()).outcome == .published)
    #expect(try await fixture.published().allSatisfy { $0["enrichment"] == "enriched" })
    let left = try await fixture.with(fixture.definition()) { _, _, work in
      try await work.database.read {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM answer WHERE body IS NOT NULL")
      }
    }
    #expect(left == 0)
  }
}
