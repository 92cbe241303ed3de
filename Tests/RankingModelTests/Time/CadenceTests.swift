import JSON
import RankingModel
import Testing

@Suite struct CadenceTests {
  private func day(_ text: String) -> Day { Day(text)! }

  @Test func aPeriodWithoutAListIsAGap() {
    let days = { (first: String, second: String, cadence: Cadence) in
      cadence.hasGap(between: Day(first)!, and: Day(second)!)
    }
    #expect(!days("2026-05-01", "2026-05-02", .daily) && days("2026-05-01", "2026-05-03", .daily))
    // The Monday and the Sunday 13 days later are in consecutive weeks.
    let weekly = Cadence.weekly(due: .saturday)
    #expect(!days("2026-05-04", "2026-05-17", weekly) && days("2026-05-04", "2026-05-18", weekly))
    #expect(!days("2026-05-01", "2026-06-30", .monthly) && days("2026-05-31", "2026-07-01", .monthly))
    #expect(!days("2026-05-01", "2027-05-01", .irregular))
  }

  @Test func aWeekGoesFromMondayToSunday() {
    let weekly = Cadence.weekly(due: .saturday)
    // 4 May 2026 is a Monday.
    let week = weekly.period(of: day("2026-05-04"))
    #expect(weekly.period(of: day("2026-05-03")) == week - 1)
    #expect(weekly.period(of: day("2026-05-10")) == week)
    #expect(weekly.period(of: day("2026-05-11")) == week + 1)
    #expect(weekly.due(of: day("2026-05-04")) == day("2026-05-09"))
    #expect(weekly.due(of: day("2026-05-10")) == day("2026-05-09"))
  }

  @Test func aChartThatMovesFromMondaysToSaturdaysHasAListAWeek() {
    let weekly = Cadence.weekly(due: .saturday)
    let days = ["1961-12-18", "1961-12-25", "1962-01-06", "1962-01-13"].map { weekly.period(of: day($0)) }
    #expect(days == [0, 1, 2, 3].map { days[0] + $0 })
  }

  @Test func monthsFollowEachOtherOverTheYears() {
    #expect(
      Cadence.monthly.period(of: day("2027-01-31")) == Cadence.monthly.period(of: day("2026-12-01")) + 1)
    #expect(Cadence.monthly.due(of: day("2026-12-31")) == day("2026-12-01"))
    #expect(
      Cadence.monthly.dueDays(from: day("2026-01-31"), to: day("2026-04-01")).map(\.description) == [
        "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01",
      ])
  }

  @Test func theNewestListIsThatOfTheLastDueDay() {
    let weekly = Cadence.weekly(due: .saturday)
    #expect(weekly.lastDue(by: day("2026-05-08")) == day("2026-05-02"))
    #expect(weekly.lastDue(by: day("2026-05-09")) == day("2026-05-09"))
    #expect(weekly.lastDue(by: day("2026-05-10")) == day("2026-05-09"))
    #expect(weekly.lastDay(ofListOf: day("2026-05-09")) == day("2026-05-15"))
    #expect(Cadence.monthly.lastDue(by: day("2026-05-31")) == day("2026-05-01"))
    #expect(weekly.lastDay(ofListOf: day("2026-05-04")) == day("2026-05-15"))
    #expect(Cadence.monthly.lastDay(ofListOf: day("2026-02-01")) == day("2026-02-28"))
    #expect(Cadence.monthly.lastDay(ofListOf: day("2026-01-30")) == day("2026-01-31"))
    for cadence in [Cadence.daily, .irregular] {
      #expect(cadence.lastDue(by: day("2026-05-08")) == day("2026-05-08"))
      #expect(cadence.lastDay(ofListOf: day("2026-05-08")) == day("2026-05-08"))
    }
  }

  @Test func theDaysOnWhichListsAreDueAreThoseOfThePeriods() {
    let weekly = Cadence.weekly(due: .saturday)
    #expect(
      weekly.dueDays(from: day("2026-05-03"), to: day("2026-05-11")).map(\.description) == [
        "2026-05-02", "2026-05-09", "2026-05-16",
      ])
    #expect(
      Cadence.daily.dueDays(from: day("2026-04-30"), to: day("2026-05-01")).map(\.description) == [
        "2026-04-30", "2026-05-01",
      ])
    #expect(Cadence.irregular.dueDays(from: day("2026-04-30"), to: day("2026-05-01")) == [])
    #expect(Cadence.daily.dueDays(from: day("2026-05-02"), to: day("2026-05-01")) == [])
  }

  @Test func aPeriodWithAListIsNotDue() {
    let weekly = Cadence.weekly(due: .saturday)
    let present = ["2026-04-01", "2026-05-06", "2026-05-10", "2026-06-01"].map { day($0) }
    #expect(
      weekly.dueDays(from: day("2026-04-27"), to: day("2026-05-17"), without: present).map(\.description) == [
        "2026-05-02", "2026-05-16",
      ])
    #expect(
      Cadence.monthly.dueDays(from: day("2025-12-31"), to: day("2026-06-30"), without: present).map(
        \.description)
        == ["2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"])
  }

  @Test func daysOfOnePeriodAreCountedOnce() {
    let days = ["2026-05-06", "2026-05-10", "2026-05-11", "2026-06-01"].map { day($0) }
    #expect(Cadence.daily.periods(of: days) == 4)
    #expect(Cadence.weekly(due: .saturday).periods(of: days) == 3)
    #expect(Cadence.monthly.periods(of: days) == 2)
    #expect(Cadence.daily.periods(of: []) == 0)
  }

  @Test func eachIsReadBackFromItsJSONForm() {
    for cadence in [.daily, .monthly, .irregular] + Cadence.Weekday.allCases.map({ Cadence.weekly(due: $0) })
    {
      #expect(Cadence(json: cadence.json) == cadence)
    }
    #expect(Cadence.weekly(due: .saturday).json == ["weekly": "saturday"])
    for json in ["weekly", "hourly", ["weekly": "noday"], ["weekly": "monday", "at": "noon"], nil]
      as [JSONValue]
    {
      #expect(Cadence(json: json) == nil)
    }
  }
}
