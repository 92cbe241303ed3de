import Foundation
import Jobs
import LakeStore
import MarqueeTestSupport
import Pipeline
import RankingModel
import Storage
import Testing

@testable import Operations

/// The tasks that a scheduler does for the whole lake.
@Suite struct MaintenanceTests {
  /// A lake with one published day, and a job without a schedule.
  private func fixture(_ schedule: String) async throws -> WorkplaceFixture {
    let fixture = try WorkplaceFixture()
    try fixture.job("test", "schedule: none")
    try fixture.serve("ABC", on: "2026-05-01")
    _ = try await fixture.workplace("2026-05-01T12:00:00Z").run("test")
    try fixture.folder.write(schedule, to: "jobs/schedule.yaml")
    return fixture
  }

  private func run(_ fixture: WorkplaceFixture, _ clock: VirtualClock) async throws -> ScheduleLog {
    var workplace = fixture.workplace("2026-01-01T00:00:00Z")
    workplace.options.clock = { clock.now }
    workplace.dependencies.clock = { clock.now }
    workplace.dependencies.sleep = clock.sleep
    let log = ScheduleLog(clock)
    try await workplace.runSchedule(log.tell)
    return log
  }

  /// 3 May 2026 is a Sunday.
  @Test func eachTaskIsDoneOnItsDaysAndOnceAtFirst() async throws {
    let fixture = try await fixture(
      """
      maintenance:
        - check: { at: "04:00", every: sunday, read-data: 100% }
        - prune: { at: "05:00" }
      """)
    let log = try await run(fixture, VirtualClock("2026-05-01T12:00:00Z", days: 3))
    let prune = "mark 0, wait 0, remove 0, keep 0"
    let told = log.told.map { $0.replacing(/sound: \d+ objects, \d+ read/, with: "sound") }
    #expect(
      told == [
        "2026-05-01 12:00 check 2026-04-26 sound", "2026-05-01 12:00 prune 2026-05-01 \(prune)",
        "2026-05-02 05:00 prune 2026-05-02 \(prune)", "2026-05-03 04:00 check 2026-05-03 sound",
        "2026-05-03 05:00 prune 2026-05-03 \(prune)", "2026-05-04 05:00 prune 2026-05-04 \(prune)",
      ])
    // Another scheduler knows what was done, and a changed time repeats nothing.
    try fixture.folder.write(
      #"maintenance: [{ check: { at: "11:00", every: sunday } }, { prune: { at: "03:00" } }]"#,
      to: "jobs/schedule.yaml")
    let later = try await run(fixture, VirtualClock("2026-05-04T12:00:00Z", days: 0.5))
    #expect(later.told == [])
    let ticks = try await fixture.workplace("2026-05-04T12:00:00Z").ticks()
    #expect(ticks["check"]?.day == Day("2026-05-03") && ticks["check"]?.isDone == true)
    #expect(ticks["prune"]?.outcome == prune)
  }

  @Test func ofMissedDaysOnlyTheLastCounts() async throws {
    let fixture = try await fixture("maintenance: [{ prune: { at: \"05:00\" } }]")
    let clock = VirtualClock("2026-05-01T12:00:00Z", days: 0.5)
    clock.after(hours: 1) { clock.step(hours: 24 * 30) }
    let log = try await run(fixture, clock)
    #expect(
      log.told.map { $0.prefix(33) } == [
        "2026-05-01 12:00 prune 2026-05-01", "2026-05-31 13:00 prune 2026-05-31",
      ])
  }

  @Test func aTickOfATimeToComeIsNotBelieved() async throws {
    let fixture = try await fixture("maintenance: [{ prune: { at: \"05:00\" } }]")
    let place = fixture.workplace("2026-05-01T12:00:00Z")
    let tick = Tick(day: Day("2027-01-01")!, isDone: true, at: Instant("2027-01-01T05:00:00Z")!, outcome: "x")
    try await place.save(["prune": tick])
    let log = try await run(fixture, VirtualClock("2026-05-01T12:00:00Z", days: 0.1))
    #expect(log.told.count == 1)
  }

  @Test func aCopyHoldsWhatTheLakeHoldsAndIsNeverReplaced() async throws {
    let folder = try TemporaryFolder()
    let fixture = try await fixture(
      "maintenance: [{ copy: { to: \"\(folder.path(of: "copies/lake"))\", at: \"05:00\" } }]")
    let first = try await run(fixture, VirtualClock("2026-05-01T12:00:00Z", days: 0.1))
    try #require(first.told.count == 1)
    #expect(first.told[0].contains("copy 2026-05-01 copied "))
    let copy = FolderStorage(folder.path(of: "copies/lake"))
    for kind in [StorageKey.Kind.format, .charts, .snapshots, .runs, .decisions, .objects] {
      let keys = try await fixture.storage.list(kind)
      #expect(try await copy.list(kind) == keys, "\(kind)")
      for key in keys {
        let bytes = try await fixture.storage.read(key)
        #expect(try await copy.read(key) == bytes)
      }
    }
    #expect(try await copy.list(.objects).count > 1)
    // The next day there is nothing new to copy.
    let second = try await run(fixture, VirtualClock("2026-05-02T12:00:00Z", days: 0.1))
    #expect(second.told.map { $0.contains("copied 0 files") } == [true])
    // The copy is a sound lake of its own; only its catalogue may be missing.
    let place = LakePlace(folder: folder.path(of: "copies/lake"))
    #expect(
      try await LakeVerifier(place).verify(reading: .all).problems.allSatisfy {
        $0.severity == .notice || $0.kind == .catalogue
      })
  }

  @Test func aCopyMayGoToABucket() async throws {
    let fixture = try await fixture("maintenance: [{ copy: { to: \"s3://charts/lake\" } }]")
    let bucket = MemoryStorage()
    let cache = fixture.folder.path(of: "cache")
    var workplace = fixture.workplace("2026-05-01T12:00:00Z")
    workplace.otherLake = { name throws(Failure) in
      guard name == "s3://charts/lake" else { throw Failure(.usage, name) }
      return try await LakePlace.shared(bucket, cache: cache)
    }
    let work = try #require(try workplace.jobs.schedule().maintenance.first?.work)
    var count = 0
    for kind in [StorageKey.Kind.format, .charts, .snapshots, .runs, .decisions, .objects] {
      count += try await fixture.storage.list(kind).count
    }
    #expect(count > 4)
    #expect(try await workplace.maintain(work).outcome == "copied \(count) files to s3://charts/lake")
    for kind in [StorageKey.Kind.format, .charts, .snapshots, .runs, .decisions, .objects] {
      #expect(try await bucket.list(kind) == fixture.storage.list(kind), "\(kind)")
    }
    #expect(try await workplace.maintain(work).outcome == "copied 0 files to s3://charts/lake")
  }

  @Test func aCopyToAnotherLakeOrIntoTheLakeItselfIsRefused() async throws {
    let fixture = try await fixture("")
    let other = try await self.fixture("")
    let place = fixture.workplace("2026-05-01T12:00:00Z").place
    let target = LakePlace(folder: other.folder.path(of: "other"))
    let source = other.workplace("2026-05-01T12:00:00Z").place
    #expect(try await LakeCopy.plan(from: source, to: target).carryOut() > 0)
    func failure(copyingTo target: LakePlace) async -> Failure? {
      await #expect(throws: Failure.self) { _ = try await LakeCopy.plan(from: place, to: target) }
    }
    #expect(await failure(copyingTo: target)?.kind == .usage)
    let within = LakePlace(folder: fixture.folder.path(of: "lake/copy"))
    #expect(await failure(copyingTo: within)?.kind == .usage)
    try fixture.folder.write("x", to: "full/file")
    let full = LakePlace(folder: fixture.folder.path(of: "full"))
    #expect(await failure(copyingTo: full)?.kind == .usage)
  }

  @Test func aTaskThatFailsIsTriedAgain() async throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "target")
    let fixture = try await fixture("maintenance: [{ copy: { to: \"\(folder.path(of: "target"))\" } }]")
    let clock = VirtualClock("2026-05-01T12:00:00Z", days: 0.02)
    clock.after(hours: 0.2) { try FileManager.default.removeItem(atPath: folder.path(of: "target")) }
    let log = try await run(fixture, clock)
    // Attempts at 12:00, 12:05 and 12:15; the file in the way is gone at 12:12.
    try #require(log.told.count == 5)
    #expect(log.told[0].contains("copy failed: ") && log.told[2].contains("copy failed: "))
    #expect(log.told[1] == "2026-05-01 12:00 copy again at 2026-05-01T12:05:00Z")
    #expect(log.told[4].hasPrefix("2026-05-01 12:15 copy 2026-05-01 copied "))
  }

  @Test func theListSaysWhatIsDueWhen() async throws {
    let fixture = try await fixture("maintenance: [{ prune: { at: \"05:00\" } }]")
    try fixture.job("test", #"schedule: { at: "03:30", time-zone: Europe/Berlin }"#)
    let items = try await fixture.workplace("2026-05-01T13:00:00Z").scheduledItems()
    #expect(items.map(\.name) == ["test", "prune"])
    #expect(items.map(\.kind) == ["job", "prune"])
    #expect(items.map(\.isDue) == [false, true])
    #expect(items.map(\.isLate) == [false, true])
    #expect(items[0].last?.outcome == "published")
    #expect(items[0].next == Instant("2026-05-02T01:30:00Z"))
    #expect(items[0].nextText == "2026-05-02T03:30:00+02:00")
    #expect(items[1].last == nil)
    let later = try await fixture.workplace("2026-05-02T13:00:00Z").scheduledItems()
    #expect(later.map(\.isLate) == [true, true])
  }
}
