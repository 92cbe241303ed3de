import RankingModel
import Testing

@testable import Jobs
@testable import LakeStore
@testable import Operations
@testable import Pipeline

@Suite struct DueDaysTests {
  /// A day of which one snapshot is known.
  private func known(_ day: String, _ state: DayState, isRefused: Bool = false) -> DaySnapshots {
    let at = Instant("\(day)T12:00:00Z")!
    return DaySnapshots(
      SnapshotSummary(
        number: 1, chart: ChartName("test")!, day: Day(day)!, capturedAt: at, recordedAt: at, state: state,
        version: nil, entries: 0, run: "run", reason: nil, isRefused: isRefused))
  }

  private func open(_ schedule: Schedule, at now: String, _ known: [DaySnapshots]) -> [String] {
    DueDays(schedule, at: Instant(now)!).open(known).map(\.description)
  }

  /// Due at 03:30, UTC.
  private var schedule: Schedule {
    var schedule = Schedule()
    schedule.minuteOfDay = 210
    return schedule
  }

  @Test func ofAChartOfWhichNothingIsKnownTodayIsDueOnceItsHourHasCome() {
    #expect(open(schedule, at: "2026-05-05T03:29:59Z", []) == [])
    #expect(open(schedule, at: "2026-05-05T03:30:00Z", []) == ["2026-05-05"])
  }

  @Test func daysThatWereMissedAreDueTheLatestFirst() {
    let first = known("2026-05-02", .published)
    #expect(
      open(schedule, at: "2026-05-05T04:00:00Z", [first]) == ["2026-05-05", "2026-05-04", "2026-05-03"])
    #expect(open(schedule, at: "2026-05-05T03:00:00Z", [first]) == ["2026-05-04", "2026-05-03"])
  }

  @Test func whoDoesNotCatchUpIsAskedForTodayAlone() {
    var schedule = schedule
    schedule.catchesUp = false
    let first = known("2026-05-02", .published)
    #expect(open(schedule, at: "2026-05-05T04:00:00Z", [first]) == ["2026-05-05"])
    #expect(open(schedule, at: "2026-05-05T03:00:00Z", [first]) == [])
  }

  @Test func todayIsDueUntilItIsPublishedOrWaitsForADecision() {
    let now = "2026-05-05T04:00:00Z"
    for state in [DayState.failed, .missing, .unavailable] {
      #expect(open(schedule, at: now, [known("2026-05-05", state)]) == ["2026-05-05"], "\(state)")
    }
    for state in [DayState.published, .degraded, .quarantined] {
      #expect(open(schedule, at: now, [known("2026-05-05", state)]) == [], "\(state)")
    }
  }

  @Test func aDayBeforeTodayIsTriedAgainWhereItFailedAndNobodyRefusedIt() {
    let days = [
      known("2026-05-01", .published), known("2026-05-02", .failed),
      known("2026-05-03", .failed, isRefused: true), known("2026-05-04", .missing),
      known("2026-05-05", .unavailable), known("2026-05-06", .quarantined),
    ]
    #expect(open(schedule, at: "2026-05-07T04:00:00Z", days) == ["2026-05-07", "2026-05-02"])
  }

  @Test func theDayIsThatOfTheChartsTimeZone() {
    var schedule = schedule
    schedule.timeZone = "Asia/Tokyo"
    // 03:29 and 03:30 on 5 May in Tokyo.
    #expect(open(schedule, at: "2026-05-04T18:29:00Z", []) == [])
    #expect(open(schedule, at: "2026-05-04T18:30:00Z", []) == ["2026-05-05"])
  }
}
