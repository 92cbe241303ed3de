import RankingModel
import Testing

@testable import Jobs

/// The day of a dated file, for every way to write a day in its name.
@Suite struct DatedFilesTests {
  /// Days from all the years that two digits can name, and the days around twelve New Years.
  private static let days: [Day] = {
    let years = (2017...2028).flatMap { year in
      (-8...8).map { Day(year: year, month: 1, day: 1)!.advanced(by: $0) }
    }
    let first = Day("1969-01-01")!
    let last = Day("2068-12-31")!
    let others = stride(from: first.number, through: last.number, by: 97).map { Day(number: $0) }
    return years + others + [last]
  }()

  @Test(arguments: [
    "file:history/{day}.json.gz", "file:{yyyy}/{mm}/{dd}.json", "file:{yyyy}/{m}-{d}.json",
    "file:a{yy}{mm}{dd}.csv", "file:{d}-{month}-{yyyy}.json", "file:{Mon}{dd}_{yyyy}.json",
    "file:../my%20lists/{yyyy}/{Month}/{d}.json", "file:{mon}.{d}.{yy}", "file:{yyyy}{mon}{d}.tsv",
    "file:///{dd}{Month}{yyyy}", "file:{yyyy}/{day}/{iso-year}-W{week}.json", "file:{x}{day}.json",
  ])
  func everyDayIsFoundInTheNameOfItsFile(template: String) throws {
    let template = URLTemplate(template)
    let files = try #require(DatedFiles(template, folder: "/srv/jobs"))
    for day in Self.days {
      let path = try #require(template.path(day: day, folder: "/srv/jobs"))
      #expect(files.day(of: path) == day, "\(path)")
      #expect(files.day(of: path + "0") == nil, "\(path)")
      #expect(path.dropFirst(files.root.count).count { $0 == "/" } == files.depth, "\(path)")
    }
  }

  @Test func aFileOfAWeekIsFoundByItsMonday() throws {
    let template = URLTemplate("file:{iso-year}/W{week}.json")
    let files = try #require(DatedFiles(template, folder: "/srv"))
    for day in Self.days {
      let path = try #require(template.path(day: day, folder: "/srv"))
      // 1970-01-05 was a Monday.
      let monday = day.advanced(by: -(((day.number - 4) % 7 + 7) % 7))
      #expect(files.day(of: path) == monday, "\(path)")
    }
    #expect(files.day(of: "/srv/2026/W53.json") == Day("2026-12-28"))
    // 2025 has no such week.
    #expect(files.day(of: "/srv/2025/W53.json") == nil)
    #expect(files.day(of: "/srv/2026/W00.json") == nil)
  }

  @Test(arguments: [
    ("2026-05-01", "2026", "18"), ("2026-09-09", "2026", "37"), ("2027-01-01", "2026", "53"),
    ("2024-12-30", "2025", "01"), ("2021-01-03", "2020", "53"), ("2021-01-04", "2021", "01"),
  ])
  func weeksAreThoseOfTheStandard(day: String, year: String, week: String) throws {
    let day = try #require(Day(day))
    #expect(DayVariable.isoYear.text(of: day) == year)
    #expect(DayVariable.week.text(of: day) == week)
  }

  @Test func monthsHaveTheirEnglishNames() throws {
    let day = try #require(Day("2026-09-09"))
    let texts = [DayVariable.month, .mon, .capitalMonth, .capitalMon].map { $0.text(of: day) }
    #expect(texts == ["september", "sep", "September", "Sep"])
  }

  @Test(arguments: [
    ("file:{yyyy}{m}{d}.json", "/srv/2026111.json"), ("file:{day}.json", "/srv/2026-02-30.json"),
    ("file:{yyyy}-{m}-{d}.json", "/srv/2026-05-01.json"), ("file:{yyyy}/{mm}-{dd}", "/srv/2026/05-1"),
    ("file:{d}-{month}-{yyyy}.json", "/srv/1-May-2026.json"), ("file:{day}/{dd}", "/srv/2026-05-01/02"),
    ("file:{day}.json", "/srv/2026-05-01.json.part"), ("file:{yyyy}/{mm}.json", "/srv/2026/05.json"),
  ])
  func anyOtherFileIsOfNoDay(template: String, path: String) throws {
    #expect(try #require(DatedFiles(URLTemplate(template), folder: "/srv")).day(of: path) == nil)
  }

  @Test func onlyFilesWithADayAreDated() {
    #expect(DatedFiles(URLTemplate("https://example.org/{day}"), folder: "/srv") == nil)
    #expect(DatedFiles(URLTemplate("file:list.json"), folder: "/srv") == nil)
  }

  @Test(arguments: [
    ("UTC", "2026-05-01T03:30:00Z", "2026-05-01T03:30:00Z"),
    ("Europe/Berlin", "2026-05-01T00:30:00Z", "2026-04-30T22:30:00Z"),
    ("Europe/Berlin", "2026-01-01T00:30:00Z", "2025-12-31T23:30:00Z"),
    ("America/Los_Angeles", "2026-05-01T20:00:00Z", "2026-05-02T03:00:00Z"),
  ])
  func clocksReadTheTimeOfTheirZone(zone: String, clocks: String, instant: String) throws {
    var schedule = Schedule()
    schedule.timeZone = zone
    #expect(schedule.instant(atWhichClocksRead: try #require(Instant(clocks))) == Instant(instant))
  }
}
