import Foundation
import History
import Jobs
import LakeStore
import MarqueeTestSupport
import Operations
import RankingModel
import Synchronization
import Testing

@Suite struct RunDueTests {
  @Test func whatIsDueIsRunOnceAndWhatWasMissedIsCaughtUp() async throws {
    let fixture = try WorkplaceFixture()
    try fixture.job("test")
    try fixture.serve("ABC", on: "2026-05-01")
    func due(_ now: String) async throws -> [[String]] {
      try await fixture.workplace(now).runDue().map { run in
        #expect(run.job == "test")
        #expect(run.failure == nil)
        return outcomes(run.reports)
      }
    }
    #expect(try await due("2026-05-01T12:00:00Z") == [["2026-05-01 published"]])
    #expect(try await due("2026-05-01T13:00:00Z") == [])
    // Three days later: today first, then the missed days. One of them has no list.
    try fixture.serve("BAC", on: "2026-05-02")
    try fixture.serve("CAB", on: "2026-05-04")
    #expect(
      try await due("2026-05-04T12:00:00Z") == [
        ["2026-05-04 published", "2026-05-02 published", "2026-05-03 missing"]
      ])
    // A source without a list of a past day is not asked again; for today's list it is.
    #expect(try await due("2026-05-04T13:00:00Z") == [])
    #expect(try await due("2026-05-05T12:00:00Z") == [["2026-05-05 missing"]])
    try fixture.serve("ACB", on: "2026-05-05")
    #expect(try await due("2026-05-05T13:00:00Z") == [["2026-05-05 published"]])
  }

  @Test(arguments: [
    ("all", ["2026-05-05 published", "2026-05-02 published", "2026-05-03 missing", "2026-05-04 published"]),
    ("all, catch-up-limit: 2", ["2026-05-05 published", "2026-05-03 missing", "2026-05-04 published"]),
    ("latest", ["2026-05-05 published", "2026-05-04 published"]), ("none", ["2026-05-05 published"]),
  ])
  func aRunOfAJobCatchesUpAsItsScheduleSays(catchUp: String, expected: [String]) async throws {
    let fixture = try WorkplaceFixture()
    try fixture.job("test", "schedule: { catch-up: \(catchUp) }")
    for day in ["2026-05-01", "2026-05-02", "2026-05-04", "2026-05-05"] { try fixture.serve("ABC", on: day) }
    let first = try await fixture.workplace("2026-05-01T12:00:00Z").run("test")
    #expect(outcomes(first.reports) == ["2026-05-01 published"])
    let later = fixture.workplace("2026-05-05T12:00:00Z")
    #expect(outcomes(try await later.run("test").reports) == expected)
    // Days that were caught up with are not run again, nor is a day without a list.
    let again = try await later.run("test").reports
    #expect(outcomes(again) == ["2026-05-05 published"])
    #expect(again.map(\.unchanged) == [true])
    #expect(outcomes(try await later.run("test", for: Day("2026-05-02")!)) == ["2026-05-02 published"])
  }

  @Test func aJobWithoutSourcesOfPastDaysCatchesNothingUp() async throws {
    let fixture = try WorkplaceFixture()
    try fixture.job("test")
    let job = try String(contentsOfFile: fixture.folder.path(of: "jobs/test.yaml"), encoding: .utf8)
    try fixture.folder.write(job.replacing("{day}", with: "today"), to: "jobs/test.yaml")
    try fixture.serve("ABC", on: "today")
    for day in ["2026-05-01", "2026-05-05"] {
      let run = try await fixture.workplace("\(day)T12:00:00Z").run("test")
      #expect(outcomes(run.reports) == ["\(day) published"])
    }
  }

  @Test func statusCallsLateWhatIsDueToday() async throws {
    let fixture = try WorkplaceFixture()
    try fixture.job("test", #"schedule: { at: "03:30" }"#)
    try fixture.serve("ABC", on: "2026-05-01")
    try fixture.serve("BAC", on: "2026-05-02")
    _ = try await fixture.workplace("2026-05-01T12:00:00Z").runDue()
    func late(_ now: String) async throws -> [Bool?] {
      try await fixture.workplace(now).status().map(\.isLate)
    }
    #expect(try await late("2026-05-02T04:29:00Z") == [false])
    #expect(try await late("2026-05-02T04:30:00Z") == [true])
    _ = try await fixture.workplace("2026-05-02T04:40:00Z").runDue()
    #expect(try await late("2026-05-02T05:00:00Z") == [false])
  }

  /// A command may be killed between the record of a day and its row in the catalogue.
  @Test func aDayThatIsRecordedAndNotInTheCatalogueIsShownAndNotRunAgain() async throws {
    let fixture = try WorkplaceFixture()
    try fixture.job("test")
    for day in ["2026-05-01", "2026-05-02"] { try fixture.serve("ABC", on: day) }
    _ = try await fixture.workplace("2026-05-01T12:00:00Z").runDue()
    let place = fixture.workplace("2026-05-02T12:00:00Z")
    let catalogue = fixture.folder.path(of: "lake/catalogue.sqlite")
    let before = try Data(contentsOf: URL(fileURLWithPath: catalogue))
    let runs = try await place.runDue()
    #expect(runs.map { outcomes($0.reports) } == [["2026-05-02 published"]])
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: catalogue + suffix) }
    try before.write(to: URL(fileURLWithPath: catalogue))
    let days = {
      try await LakeReader.open(place.place).days(of: ChartName("test")!).map(\.day.description)
    }
    #expect(try await days() == ["2026-05-01"])
    #expect(try await place.runDue().isEmpty)
    #expect(try await days() == ["2026-05-01", "2026-05-02"])
  }

  @Test func oneJobThatFailsDoesNotHoldOthersOff() async throws {
    let fixture = try WorkplaceFixture()
    for job in ["first", "second"] {
      try fixture.job(job)
      for day in ["2026-05-01", "2026-05-02"] { try fixture.serve("ABC", on: day, of: job) }
    }
    try fixture.folder.write("chart: broken\n", to: "jobs/broken.yaml")
    let passed = Mutex<[String]>([])
    let runs = try await fixture.workplace("2026-05-01T12:00:00Z").runDue(passingOver: { name in
      passed.withLock { $0.append(name) }
    })
    #expect(passed.withLock { $0 } == ["broken"])
    #expect(runs.map(\.job) == ["first", "second"])
    // Another process writes to the chart of one of the jobs.
    let next = fixture.workplace("2026-05-02T12:00:00Z")
    let other = try await Lake.open(
      next.place, for: .chart(ChartName("first")!), options: Lake.Options(command: "other"))
    let held = try await next.runDue()
    await other.close()
    #expect(held.map(\.failure?.kind) == [.locked, nil])
    #expect(held.map { outcomes($0.reports) } == [[], ["2026-05-02 published"]])
    #expect(try await next.runDue().map { outcomes($0.reports) } == [["2026-05-02 published"]])
  }
}
