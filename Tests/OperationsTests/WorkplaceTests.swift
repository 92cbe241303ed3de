import Foundation
import History
import Jobs
import LakeStore
import MarqueeTestSupport
import Operations
import Pipeline
import RankingModel
import Storage
import Synchronization
import Testing

/// Use cases, called as any program may call them, on a lake in memory.
@Suite struct WorkplaceTests {
  private let first = Day("2026-05-01")!
  private let second = Day("2026-05-02")!
  private let third = Day("2026-05-03")!

  /// A job with lists of three days; the last is too short to be published.
  private func fixture() throws -> WorkplaceFixture {
    let fixture = try WorkplaceFixture()
    try fixture.job("test", "check: { entries: { equals: 3, on-failure: quarantine } }")
    for (day, items) in [("01", "ABC"), ("02", "BAC"), ("03", "BA")] {
      try fixture.serve(items, on: "2026-05-\(day)")
    }
    return fixture
  }

  @Test func aBackfillIsPlannedThenRunAndDecidedAbout() async throws {
    let fixture = try fixture()
    let place = fixture.workplace("2026-05-04T12:00:00Z")
    let plan = try await place.planBackfill("test", BackfillRequest(from: first, to: Day("2026-05-04")!))
    // The current day comes first.
    #expect(plan.days.map(\.day.description.last) == ["4", "1", "2", "3"])
    #expect(plan.days.map(\.action) == [.missing, .run, .run, .run])
    #expect(plan.budget == nil)
    #expect(!fixture.storage.holdsAny(.format))

    let told = Mutex<[String]>([])
    let result = try await place.backfill(
      "test", BackfillRequest(from: first, to: third),
      onPlan: { days in told.withLock { $0.append("\(days) days") } },
      onDay: { report in told.withLock { $0 += outcomes([report]) } })
    let expected = ["2026-05-01 published", "2026-05-02 published", "2026-05-03 quarantined"]
    #expect(outcomes(result.reports) == expected)
    #expect(told.withLock { $0 } == ["3 days"] + expected)
    #expect(result.skipped == 0)

    #expect(try await place.quarantined().map(\.day) == [third])
    #expect(try await place.quarantined(fixture.chart, third).entries.map(\.title) == ["Song B", "Song A"])
    #expect(try await place.decide(.accept(because: "looked at"), fixture.chart, third).state == .published)
    #expect(try await place.quarantined().isEmpty)
    let failure = await #expect(throws: Failure.self) {
      try await place.decide(.reject(because: nil), fixture.chart, third)
    }
    #expect(failure?.kind == .noData)

    let status = try #require(try await place.status().first)
    #expect(status.publishedDays == 3)
    #expect(status.missing == [Day("2026-05-04")!])
    #expect(status.deadLetters == 0)
    let history = try await place.answer(HistoryQuestion(chart: fixture.chart, item: "ttA"))
    #expect(history.observations.map(\.rank) == [1, 2, 2])
    #expect(try await place.runs(limit: 2).count == 2)
    #expect(try await place.tasks().isEmpty)
  }

  /// A replay with another job file makes a correction; one with the first job file again undoes it.
  @Test func aCorrectionIsUndoneByAReplayWithTheEarlierJobFile() async throws {
    let fixture = try fixture()
    let place = fixture.workplace("2026-05-04T12:00:00Z")
    _ = try await place.backfill("test", BackfillRequest(from: first, to: first))
    let job = try String(contentsOfFile: fixture.folder.path(of: "jobs/test.yaml"), encoding: .utf8)
    func replay(_ text: String) async throws -> (entries: Int, unchanged: [Bool]) {
      try fixture.folder.write(text, to: "jobs/test.yaml")
      let reports = try await place.replay("test", from: first, to: first)
      let chart = try await place.answer(ChartQuestion(chart: fixture.chart, day: first))
      return (chart.entries.count, reports.map(\.unchanged))
    }
    let shorter = job.replacing("transform:\n", with: "transform:\n  limit: 2\n").replacing(
      "equals: 3", with: "equals: 2")
    let corrected = try await replay(shorter)
    #expect(corrected.entries == 2 && corrected.unchanged == [false])
    let undone = try await replay(job)
    #expect(undone.entries == 3 && undone.unchanged == [false])
    let again = try await replay(job)
    #expect(again.entries == 3 && again.unchanged == [true])
  }

  /// Two days, the first with a tag, and then another list of the second day.
  private func corrected(_ fixture: WorkplaceFixture) async throws -> Workplace {
    let place = fixture.workplace("2026-05-04T12:00:00Z")
    _ = try await place.backfill("test", BackfillRequest(from: first, to: second))
    _ = try await place.addTag(TagName("printed")!, to: fixture.chart, first)
    try fixture.serve("CAB", on: "2026-05-02")
    let later = fixture.workplace("2026-05-05T12:00:00Z")
    let reports = try await later.run("test", for: second)
    #expect(outcomes(reports) == ["2026-05-02 published"])
    return later
  }

  @Test func aTagIsForASnapshotUntilItIsRemoved() async throws {
    let fixture = try fixture()
    defer { withExtendedLifetime(fixture) {} }
    let place = try await corrected(fixture)
    let replayed = try await place.replay("test", from: first, to: second)
    #expect(replayed.map(\.unchanged) == [true, true])
    let tagged = try await place.answer(ChartQuestion(chart: fixture.chart), tagged: TagName("printed")!)
    #expect(tagged.entries.map(\.title) == ["Song A", "Song B", "Song C"])
    let removed = try await place.removeTag(TagName("printed")!)
    #expect(removed.day == first)
    let left = try await place.tags()
    #expect(left.isEmpty)
  }

  @Test func whatIsSupersededIsForgottenAndBroughtBack() async throws {
    let fixture = try fixture()
    defer { withExtendedLifetime(fixture) {} }
    let place = try await corrected(fixture)
    var request = ForgetRequest()
    request.retention = Retention()
    let planned = try await place.planForgetting(request)
    let forgotten = try await place.forget(request, atMost: 0.5)
    let left = try await place.planForgetting(request)
    #expect([planned, forgotten, left].map { $0.map(\.day) } == [[second], [second], []])
    let restored = try await place.restore([])
    #expect(restored.snapshots.count == 1)
    let again = try await place.planForgetting(request)
    #expect(again.map(\.day) == [second])
  }

  @Test func aLakeWithACorrectionIsSoundAndRebuiltAsItWas() async throws {
    let fixture = try fixture()
    defer { withExtendedLifetime(fixture) {} }
    let place = try await corrected(fixture)
    let check = try await place.check(reading: .all)
    #expect(check.isSound)
    let rebuilt = try await place.reindex()
    #expect(rebuilt.snapshots == 3)
    let repair = try await place.repair(dryRun: true)
    #expect(repair.isEmpty)
  }

  @Test func workIsStoppedByWhoCalledIt() async throws {
    let fixture = try fixture()
    let place = fixture.workplace("2026-05-01T12:00:00Z")
    let task = Task { try await place.run("test", for: first) }
    task.cancel()
    let cancelled = await #expect(throws: Failure.self) { try await task.value }
    #expect(cancelled?.kind == .interrupted)

    var stopped = place
    let ended = Mutex(0)
    stopped.whileWorking = { stop in
      stop()
      return { ended.withLock { $0 += 1 } }
    }
    let interrupted = stopped
    let failure = await #expect(throws: Failure.self) { try await interrupted.run("test", for: first) }
    #expect(failure?.kind == .interrupted)
    #expect(ended.withLock { $0 } == 1)
    // Nothing is left behind that would affect another run.
    #expect(outcomes(try await place.run("test", for: first)) == ["2026-05-01 published"])
  }

  @Test func aQuestionMakesNoLake() async throws {
    let fixture = try fixture()
    let place = fixture.workplace("2026-05-01T12:00:00Z")
    for question in [
      { _ = try await place.status() }, { _ = try await place.tasks() }, { _ = try await place.tags() },
      { _ = try await place.planRestoring([]) }, { _ = try await place.planDiscarding(nil) },
    ] as [() async throws -> Void] {
      let failure = await #expect(throws: Failure.self) { try await question() }
      #expect(failure?.kind == .noData)
    }
    #expect(try place.listJobs().map(\.name) == ["test"])
    #expect(try place.checkJobs(["test"]).flatMap(\.mistakes).isEmpty)
  }
}
