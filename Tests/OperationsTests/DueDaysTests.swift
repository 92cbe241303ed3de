import RankingModel
import Testing

@testable import Jobs
@testable import LakeStore
@testable import Operations
@testable import Pipeline

@Suite struct DueDaysTests {
  /// A day with one known snapshot.
  private func known(_ day: String, _ state: DayState, isRefused: Bool = false) -> DaySnapshots {
    let at = Instant("\(day)T12:00:00Z")!
    return DaySnapshots(
      SnapshotSummary(
        number: 1, chart: ChartName("test")!, day: Day(day)!, capturedAt: at, recordedAt: at, state: state,
        version: nil, entries: 0, run: "run", reason: nil, isRefused: isRefused))
  }

  private func due(_ schedule: Schedule, _ cadence: Cadence = .daily, at now: String) -> DueDays {
    DueDays(schedule, cadence, at: Instant(now)!)
  }

  /// The current day if it is due, then the days to catch up with.
  private func open(
    _ schedule: Schedule, _ cadence: Cadence = .daily, at now: String, _ known: [DaySnapshots]
  ) -> [String] {
    let due = due(schedule, cadence, at: now)
    return ((due.isCurrentOpen(known) ? [due.current] : []) + due.missed(known)).map(\.description)
  }

  /// A schedule that is due at 03:30 UTC.
  private var schedule: Schedule {
    var schedule = Schedule()
    schedule.minuteOfDay = 210
    return schedule
  }

  @Test func ofAChartOfWhichNothingIsKnownTodayIsDueOnceItsHourHasCome() {
    #expect(open(schedule, at: "2026-05-05T03:29:59Z", []) == [])
    #expect(open(schedule, at: "2026-05-05T03:30:00Z", []) == ["2026-05-05"])
  }

  @Test func todayIsDueFirstAndThenTheDaysThatWereMissed() {
    let first = known("2026-05-02", .published)
    #expect(
      open(schedule, at: "2026-05-05T04:00:00Z", [first]) == ["2026-05-05", "2026-05-03", "2026-05-04"])
    #expect(open(schedule, at: "2026-05-05T03:00:00Z", [first]) == ["2026-05-03", "2026-05-04"])
  }

  @Test func whoDoesNotCatchUpIsAskedForTodayAlone() {
    var schedule = schedule
    schedule.catchUp = 0
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
    #expect(open(schedule, at: "2026-05-07T04:00:00Z", days) == ["2026-05-07", "2026-05-02", "2026-05-05"])
  }

  @Test func theDayIsThatOfTheChartsTimeZone() {
    var schedule = schedule
    schedule.timeZone = "Asia/Tokyo"
    // 03:29 and 03:30 on 5 May in Tokyo.
    #expect(open(schedule, at: "2026-05-04T18:29:00Z", []) == [])
    #expect(open(schedule, at: "2026-05-04T18:30:00Z", []) == ["2026-05-05"])
  }

  @Test func noMorePeriodsAreCaughtUpThanTheScheduleSays() {
    var schedule = schedule
    let first = known("2026-05-01", .published)
    schedule.catchUp = 2
    #expect(
      open(schedule, at: "2026-05-06T04:00:00Z", [first]) == ["2026-05-06", "2026-05-04", "2026-05-05"])
    schedule.catchUp = 1
    #expect(open(schedule, at: "2026-05-06T04:00:00Z", [first]) == ["2026-05-06", "2026-05-05"])
    // Once the latest list is published, no earlier day takes its place.
    let days = [first, known("2026-05-05", .published), known("2026-05-06", .published)]
    #expect(open(schedule, at: "2026-05-06T05:00:00Z", days) == [])
  }

  @Test func aWeeklyListIsDueOnItsWeekday() {
    let weekly = Cadence.weekly(due: .saturday)
    // The list of the week is dated on its Monday.
    let monday = [known("2026-04-27", .published)]
    let wednesday = due(schedule, weekly, at: "2026-05-06T12:00:00Z")
    #expect(wednesday.current == Day("2026-05-02"))
    #expect(!wednesday.isCurrentOpen(monday))
    #expect(wednesday.late(monday) == nil)
    #expect(wednesday.otherDay(monday) == Day("2026-04-27"))
    let early = due(schedule, weekly, at: "2026-05-09T03:00:00Z")
    #expect(early.current == Day("2026-05-09"))
    #expect(!early.isCurrentOpen(monday))
    #expect(early.late(monday) == nil)
    let late = due(schedule, weekly, at: "2026-05-09T03:30:00Z")
    #expect(late.isCurrentOpen(monday))
    // The list is late an hour after it was due.
    #expect(late.late(monday) == nil)
    #expect(due(schedule, weekly, at: "2026-05-09T04:30:00Z").late(monday) == Day("2026-05-09"))
    #expect(late.otherDay(monday) == nil)
    #expect(open(schedule, weekly, at: "2026-05-20T12:00:00Z", monday) == ["2026-05-16", "2026-05-09"])
    // A list that failed is tried again under its own day.
    let failed = monday + [known("2026-05-04", .failed)]
    #expect(open(schedule, weekly, at: "2026-05-20T12:00:00Z", failed) == ["2026-05-16", "2026-05-04"])
  }

  @Test func aMonthlyListIsDueOnTheFirst() {
    let first = [known("2026-01-01", .published)]
    #expect(
      open(schedule, .monthly, at: "2026-04-15T12:00:00Z", first) == [
        "2026-04-01", "2026-02-01", "2026-03-01",
      ])
  }

  @Test func anIrregularChartMissesNothingAndIsNeverLate() {
    let days = [known("2026-05-01", .published), known("2026-05-03", .failed)]
    #expect(
      open(schedule, .irregular, at: "2026-05-05T04:00:00Z", days) == ["2026-05-05", "2026-05-03"])
    #expect(due(schedule, .irregular, at: "2026-05-05T12:00:00Z").late(days) == nil)
    #expect(due(schedule, .irregular, at: "2026-05-05T12:00:00Z").late([]) == nil)
  }

  /// The day whose list is late at `now`, of a daily chart that is due at 03:30.
  private func late(at now: String, deadline: Double = 3600, _ known: [DaySnapshots]) -> String? {
    var schedule = schedule
    schedule.deadline = deadline
    return due(schedule, at: now).late(known)?.description
  }

  @Test func aListIsLateFromItsDeadlineUntilItOrALaterOneIsThere() {
    let yesterday = [known("2026-05-04", .published)]
    #expect(late(at: "2026-05-05T04:29:59Z", yesterday) == nil)
    #expect(late(at: "2026-05-05T04:30:00Z", yesterday) == "2026-05-05")
    #expect(late(at: "2026-05-05T03:30:00Z", deadline: 0, yesterday) == "2026-05-05")
    // 36 hours after 03:30 on the fifth.
    #expect(late(at: "2026-05-06T15:29:59Z", deadline: 129_600, yesterday) == nil)
    #expect(late(at: "2026-05-06T15:30:00Z", deadline: 129_600, yesterday) == "2026-05-05")
    for state in [DayState.published, .degraded, .quarantined] {
      #expect(late(at: "2026-05-05T12:00:00Z", yesterday + [known("2026-05-05", state)]) == nil, "\(state)")
    }
    for state in [DayState.failed, .missing, .unavailable] {
      let days = yesterday + [known("2026-05-05", state)]
      #expect(late(at: "2026-05-05T12:00:00Z", days) == "2026-05-05", "\(state)")
    }
    // The day was run before its hour, and the day before it was never run.
    #expect(late(at: "2026-05-05T03:00:00Z", [known("2026-05-05", .published)]) == nil)
  }

  @Test func noEarlierDayThatIsFilledMakesAListOnTime() {
    let days = ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04"].map { known($0, .published) }
    #expect(late(at: "2026-05-05T12:00:00Z", days) == "2026-05-05")
    #expect(late(at: "2026-05-05T12:00:00Z", days + [known("2026-05-05", .missing)]) == "2026-05-05")
  }

  @Test func aChartThatWasNeverRunIsLateWhereARunWouldFetchALateList() {
    #expect(late(at: "2026-05-05T03:00:00Z", []) == nil)
    #expect(late(at: "2026-05-05T04:29:59Z", []) == nil)
    #expect(late(at: "2026-05-05T04:30:00Z", []) == "2026-05-05")
    // A deadline longer than a day does not hide that the list is late.
    #expect(late(at: "2026-05-05T04:30:00Z", deadline: 129_600, []) == "2026-05-03")
  }
}
