import RankingModel
import Testing

struct DayTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
    ("2026-05-01", 20_574),
    ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
  ])
  func countsDaysFromTheEpoch(text: String, number: Int) throws {
    let day = try #require(Day(text))
    #expect(day.number == number)
    #expect(Day(number: number).description == text)
  }

  @Test(arguments: [
    "", "2026-5-01", "2026-05-1", "2026/05/01", "2026-13-01", "2026-00-10", "2026-04-31", "2026-02-29",
    "1900-02-29",
    "2026-05-00", "0000-01-01", " 2026-05-01", "2026-05-01 ", "２０２６-05-01", "2026-05-0a", "-026-05-01",
  ])
  func refusesWhatIsNoDay(text: String) {
    #expect(Day(text) == nil)
  }

  @Test func everyDayOfEightHundredYearsComesBack() throws {
    var day = try #require(Day("1600-01-01"))
    let end = try #require(Day("2400-01-01"))
    #expect(end.number - day.number == 292_194)
    while day < end {
      let (year, month, dayOfMonth) = day.civil
      #expect(Day(year: year, month: month, day: dayOfMonth) == day)
      day = day.advanced(by: 1)
    }
  }

  @Test func goesOverTheEndOfAYear() throws {
    let day = try #require(Day("2024-12-31"))
    #expect(day.advanced(by: 1).description == "2025-01-01")
    #expect(day.advanced(by: -366).description == "2023-12-31")
  }
}
