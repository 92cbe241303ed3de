import Foundation
import Jobs
import LakeStore
import MarqueeTestSupport
import Pipeline
import RankingModel
import Testing

@testable import Operations

/// A scheduler on a virtual clock.
@Suite struct SchedulerTests {
  /// Runs a scheduler on the jobs of `fixture` until the clock has slept for its days.
  private func run(
    _ fixture: WorkplaceFixture, _ clock: VirtualClock, jitter: Double? = nil,
    lookingEvery slice: Double = 60,
    _ change: (inout Workplace) -> Void = { _ in }
  ) async throws -> ScheduleLog {
    var workplace = fixture.workplace("2026-01-01T00:00:00Z")
    workplace.options.clock = { clock.now }
    workplace.dependencies.clock = { clock.now }
    workplace.dependencies.sleep = clock.sleep
    workplace.dependencies.random = { 0.5 }
    change(&workplace)
    let log = ScheduleLog(clock)
    try await workplace.runSchedule(jitter: jitter, lookingEvery: slice, log.tell)
    return log
  }

  /// The job `test` at 03:30 UTC or as `schedule` says, and a list for each of `days` days from `first` on.
  private func daily(
    _ first: String, days: Int, _ schedule: String = #"{ at: "03:30" }"#
  ) throws -> WorkplaceFixture {
    let fixture = try WorkplaceFixture()
    try fixture.job("test", "schedule: \(schedule)")
    for number in 0..<days { try fixture.serve("ABC", on: "\(Day(first)!.advanced(by: number))") }
    return fixture
  }

  @Test func aJobRunsEachDayAtItsHour() async throws {
    let fixture = try daily("2026-05-01", days: 4)
    let log = try await run(fixture, VirtualClock("2026-05-01T12:00:00Z", days: 3))
    #expect(
      log.told == [
        "2026-05-01 12:00 test 2026-05-01 published", "2026-05-02 03:30 test 2026-05-02 published",
        "2026-05-03 03:30 test 2026-05-03 published", "2026-05-04 03:30 test 2026-05-04 published",
      ])
  }

  @Test func aListThatIsNotThereIsAskedForAgainEverLaterUntilItsDayEnds() async throws {
    let fixture = try daily("2026-05-01", days: 1)
    let log = try await run(fixture, VirtualClock("2026-05-01T12:00:00Z", days: 1.55))
    let again = log.told.filter { $0.contains("again") }.map { String($0.suffix(20)) }
    // Pauses of 5, 10, 20, 40 and 80 minutes, then of two hours each; after 22:05 the hour of the next day.
    #expect(
      again == [
        "2026-05-02T03:35:00Z", "2026-05-02T03:45:00Z", "2026-05-02T04:05:00Z", "2026-05-02T04:45:00Z",
        "2026-05-02T06:05:00Z", "2026-05-02T08:05:00Z", "2026-05-02T10:05:00Z", "2026-05-02T12:05:00Z",
        "2026-05-02T14:05:00Z", "2026-05-02T16:05:00Z", "2026-05-02T18:05:00Z", "2026-05-02T20:05:00Z",
        "2026-05-02T22:05:00Z", "2026-05-03T03:30:00Z",
      ])
    #expect(log.runs.count == 15)
    #expect(log.runs.dropFirst().allSatisfy { $0.hasSuffix("test 2026-05-02 missing") })
  }

  @Test func aListThatComesLateIsTakenAtTheNextTry() async throws {
    let fixture = try daily("2026-05-01", days: 1)
    let clock = VirtualClock("2026-05-01T12:00:00Z", days: 1)
    clock.after(hours: 16) { try fixture.serve("ABC", on: "2026-05-02") }
    let log = try await run(fixture, clock)
    #expect(
      log.runs == [
        "2026-05-01 12:00 test 2026-05-01 published", "2026-05-02 03:30 test 2026-05-02 missing",
        "2026-05-02 03:35 test 2026-05-02 missing", "2026-05-02 03:45 test 2026-05-02 missing",
        "2026-05-02 04:05 test 2026-05-02 published",
      ])
  }

  /// In Berlin, clocks go from 02:00 to 03:00 on 29 March 2026 at 01:00 UTC, and from 03:00 to 02:00 on 25 October at 01:00 UTC.
  @Test(arguments: [
    // In the hour that does not exist, 02:30 of winter time counts: 01:30 UTC.
    (
      "2026-03-28",
      [
        "2026-03-28 12:00 test 2026-03-28 published", "2026-03-29 01:30 test 2026-03-29 published",
        "2026-03-30 00:30 test 2026-03-30 published",
      ]
    ),
    // In the hour that exists twice, only the first 02:30 counts.
    (
      "2026-10-24",
      [
        "2026-10-24 12:00 test 2026-10-24 published", "2026-10-25 00:30 test 2026-10-25 published",
        "2026-10-26 01:30 test 2026-10-26 published",
      ]
    ),
  ])
  func onTheNightsOfTheClockChangeAJobRunsOnce(first: String, expected: [String]) async throws {
    let fixture = try daily(first, days: 3, #"{ at: "02:30", time-zone: Europe/Berlin }"#)
    #expect(try await run(fixture, VirtualClock("\(first)T12:00:00Z", days: 2)).told == expected)
  }

  @Test(arguments: [
    ("all, catch-up-limit: 3", ["2026-06-02", "2026-05-30", "2026-05-31", "2026-06-01"]),
    ("latest", ["2026-06-02", "2026-06-01"]), ("none", ["2026-06-02"]),
  ])
  func afterAMonthAsleepItCatchesUpAsTheScheduleSays(catchUp: String, days: [String]) async throws {
    let fixture = try daily("2026-05-01", days: 40, #"{ at: "03:30", catch-up: \#(catchUp) }"#)
    let clock = VirtualClock("2026-05-01T12:00:00Z", days: 1)
    // The machine sleeps until 13:00 on 2 June.
    clock.after(hours: 1) { clock.step(hours: 24 * 32) }
    let log = try await run(fixture, clock)
    #expect(log.told.first == "2026-05-01 12:00 test 2026-05-01 published")
    #expect(
      log.told.dropFirst().prefix(days.count).map { String($0.dropFirst(17)) }
        == days.map { "test \($0) published" })
    #expect(log.told.last == "2026-06-03 03:30 test 2026-06-03 published")
    #expect(log.told.count == days.count + 2)
  }

  @Test func aClockThatStepsBackAndForthHasNothingRunTwice() async throws {
    let fixture = try daily("2026-05-01", days: 3)
    let clock = VirtualClock("2026-05-01T12:00:00Z", days: 1.5)
    // At 04:00 on 2 May the clock is set to 02:00, at 03:00 to 05:00, and at 06:00 to 03:00.
    for (hours, step) in [(16.0, -2.0), (17, 2), (18, -3)] {
      clock.after(hours: hours) { clock.step(hours: step) }
    }
    let log = try await run(fixture, clock)
    #expect(
      log.told == [
        "2026-05-01 12:00 test 2026-05-01 published", "2026-05-02 03:30 test 2026-05-02 published",
      ])
  }

  @Test func aSleepDoesNotPassOverAClockThatStepsForward() async throws {
    let fixture = try daily("2026-05-01", days: 3)
    let clock = VirtualClock("2026-05-01T12:00:00Z", days: 0.5)
    clock.after(hours: 1) { clock.step(hours: 15) }
    let log = try await run(fixture, clock)
    // At 13:00 the clock is set to 04:00 of the next day.
    #expect(log.told.last == "2026-05-02 04:00 test 2026-05-02 published")
  }

  @Test func editsOfJobFilesCountAndMistakesAreToldOnce() async throws {
    let fixture = try daily("2026-05-01", days: 4)
    let clock = VirtualClock("2026-05-01T12:00:00Z", days: 3)
    // 1 May 22:00: another hour. 2 May 12:00: a mistake. 3 May 12:00: a file without mistakes.
    clock.after(hours: 10) { try fixture.job("test", #"schedule: { at: "05:00" }"#) }
    clock.after(hours: 24) { try fixture.job("test", #"shedule: { at: "05:00" }"#) }
    clock.after(hours: 48) { try fixture.job("test", #"schedule: { at: "06:00", catch-up: none }"#) }
    let log = try await run(fixture, clock)
    try #require(log.told.count == 5)
    #expect(
      Array(log.told[..<2]) == [
        "2026-05-01 12:00 test 2026-05-01 published", "2026-05-02 05:00 test 2026-05-02 published",
      ])
    #expect(log.told[2].hasPrefix("2026-05-02 12:00 passed over: ") && log.told[2].contains("unknown key"))
    #expect(
      Array(log.told[3...]) == [
        "2026-05-03 12:00 test 2026-05-03 published", "2026-05-04 06:00 test 2026-05-04 published",
      ])
  }

  @Test func aFileThatIsEditedDuringARunIsReadAfterIt() async throws {
    let fixture = try daily("2026-05-01", days: 2)
    let log = try await run(fixture, VirtualClock("2026-05-01T12:00:00Z", days: 1)) { workplace in
      workplace.whileWorking = { _ in
        try? fixture.job("test", #"schedule: { at: "02:00", catch-up: none }"#)
        return {}
      }
    }
    // At 02:00, before 03:30, the hour of the job when the run began.
    #expect(
      log.told == [
        "2026-05-01 12:00 test 2026-05-01 published", "2026-05-02 02:00 test 2026-05-02 published",
      ])
  }

  @Test func aChangedTimeRunsNothingAgain() async throws {
    let fixture = try daily("2026-05-01", days: 1)
    let clock = VirtualClock("2026-05-01T04:00:00Z", days: 0.5)
    clock.after(hours: 1) { try fixture.job("test", #"schedule: { at: "08:00" }"#) }
    #expect(try await run(fixture, clock).told == ["2026-05-01 04:00 test 2026-05-01 published"])
  }

  @Test func aRunStartsLaterByAPartOfTheJitterAndOnItsDay() async throws {
    let fixture = try daily("2026-05-01", days: 3)
    try fixture.job("late", #"schedule: { at: "23:58" }"#)
    for number in 1...3 { try fixture.serve("ABC", on: "2026-05-0\(number)", of: "late") }
    // Half of 20 minutes; two minutes before midnight there is no room for that.
    let log = try await run(fixture, VirtualClock("2026-05-01T12:00:00Z", days: 1), jitter: 1200)
    #expect(
      log.told == [
        "2026-05-01 12:00 test 2026-05-01 published", "2026-05-01 23:58 late 2026-05-01 published",
        "2026-05-02 03:40 test 2026-05-02 published",
      ])
  }

  @Test func aLockedLakeIsWaitedFor() async throws {
    let fixture = try daily("2026-05-01", days: 2)
    _ = try await fixture.workplace("2026-05-01T12:00:00Z").runDue()
    let place = fixture.workplace("2026-05-02T12:00:00Z").place
    let other = try await Lake.open(place, for: .lake, options: Lake.Options(command: "other"))
    let clock = VirtualClock("2026-05-02T12:00:00Z", days: 0.01)
    let log = try await run(fixture, clock)
    await other.close()
    // 864 seconds with one attempt a minute.
    #expect(log.told.count { $0.hasSuffix("test failed: locked") } == 15)
    let later = try await run(fixture, VirtualClock("2026-05-02T13:00:00Z", days: 0.01))
    #expect(later.told == ["2026-05-02 13:00 test 2026-05-02 published"])
  }

  /// Every day is published, or the log says why it is not. The full proof covers a year, the usual suite 160 days.
  @Test func aYearWithFaultsEndsWithEveryDayPublishedOrExplained() async throws {
    let fixture = try WorkplaceFixture()
    try fixture.job("test", #"schedule: { at: "03:30", time-zone: Europe/Berlin, catch-up: latest }"#)
    let start = Day("2026-01-01")!
    let length = Proof.isFull ? 365 : 160
    for number in 0...length {
      let day = start.advanced(by: number)
      switch number {
      // A day without a list.
      case 20, 100, 300: break
      // A day whose list is not JSON.
      case 50, 200: try fixture.folder.write("{", to: "lists/test/\(day).json")
      default: try fixture.serve("ABC", on: "\(day)")
      }
    }
    let clock = VirtualClock("2026-01-01T12:00:00Z", days: Double(length))
    // Lists that come hours late, and a clock that steps.
    for number in [30, 60, 90] {
      let day = start.advanced(by: number)
      try FileManager.default.removeItem(atPath: fixture.folder.path(of: "lists/test/\(day).json"))
      clock.after(hours: Double(number) * 24 + 5) { try fixture.serve("ABC", on: "\(day)") }
    }
    for (number, hours) in [(120, 1.0), (121, -1.0), (150, 0.5), (151, -0.5)] {
      clock.after(hours: Double(number) * 24) { clock.step(hours: hours) }
    }
    // Looking at the clock each minute, half a million times, would take minutes.
    let log = try await run(fixture, clock, lookingEvery: 1800)
    let known = try await fixture.workplace("\(start.advanced(by: length))T13:00:00Z").reader().days(
      of: fixture.chart)
    let published = Set(known.filter { $0.published != nil }.map(\.day))
    for number in 0..<length {
      let day = start.advanced(by: number)
      let isTold = log.told.contains { $0.contains("test \(day) ") && !$0.hasSuffix("published") }
      if [20, 50, 100, 200, 300].contains(number) {
        #expect(!published.contains(day) && isTold, "\(day)")
      } else {
        #expect(published.contains(day), "\(day)")
      }
    }
    // No day is published twice, or asked for more often than its pauses allow.
    #expect(log.told.count { $0.hasSuffix("published") } == published.count)
    let tries = Dictionary(grouping: log.runs) { $0.dropFirst(22).prefix(10) }
    #expect(tries.values.allSatisfy { $0.count <= 17 })
  }
}
