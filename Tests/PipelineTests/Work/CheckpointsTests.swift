import JSON
import RankingModel
import Testing

@testable import Pipeline

@Suite struct CheckpointsTests {
  @Test func aRunIsKeptAsItStandsUntilItHasEnded() async throws {
    let fixture = try WorkFixture()
    var run = fixture.checkpoint("1")
    try await fixture.work.checkpoints.set([run])
    run.report.steps = [.extract]
    run.list = RawObject(
      object: ObjectID(of: [1]), role: .list, url: "file:list.json", fetchedAt: fixture.now, size: 1)
    run.plan = .past
    try await fixture.work.checkpoints.set([run])
    #expect(try await fixture.work.checkpoints.unfinishedRuns() == [run])
    try await fixture.work.finish([run.report])
    #expect(try await fixture.work.checkpoints.unfinishedRuns().isEmpty)
  }

  @Test func theRunsOfAChartComeOldestFirst() async throws {
    let fixture = try WorkFixture()
    let runs = [
      fixture.checkpoint("2"), fixture.checkpoint("3", chart: "other"), fixture.checkpoint("1"),
    ]
    try await fixture.work.checkpoints.set(runs)
    let found = try await fixture.work.checkpoints.unfinishedRuns(of: fixture.chart)
    #expect(found.map(\.report.id) == ["1", "2"])
    #expect(try await fixture.work.checkpoints.unfinishedRuns().map(\.report.id) == ["1", "2", "3"])
  }

  @Test func aRunWhoseListIsLostFetchesItAgain() async throws {
    let fixture = try WorkFixture()
    var run = fixture.checkpoint("1")
    let list = ObjectID(of: [1])
    run.list = RawObject(object: list, role: .list, url: "file:list.json", fetchedAt: fixture.now, size: 1)
    try await fixture.work.checkpoints.set([run])
    #expect(try await fixture.work.objectsInUse() == [list])
    try await fixture.work.forget([list])
    #expect(try await fixture.work.checkpoints.unfinishedRuns().map(\.list) == [nil])
    #expect(try await fixture.work.objectsInUse().isEmpty)
  }
}
