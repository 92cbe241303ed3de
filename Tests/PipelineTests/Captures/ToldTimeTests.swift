import JSON
import RankingModel
import Testing

@testable import ListSources

@Suite struct ToldTimeTests {
  private func told(_ text: String) -> String {
    switch ToldTime(lastIn: text) {
    case .day(let day): "day \(day)"
    case .clocks(let clocks): "clocks \(clocks)"
    case .instant(let instant): "instant \(instant)"
    case nil: "nothing"
    }
  }

  @Test(arguments: [
    "2026-05-01.json", "20260501.json", "list_2026_05_01.csv.gz", "2026.05.01", "2020-01-01 2026-05-01",
    "2026-05-01-250.json", "2026-05-01-12.json", "2026-05-01T25:00:00Z", "20260501-0375",
    "20260501-033000123",
    "20260501 12345678", "top250-20260501", "2026-05-01-00001.json", "20260501033075 20260501",
  ])
  func aDateAloneIsADay(text: String) { #expect(told(text) == "day 2026-05-01") }

  @Test(arguments: [
    "2026-05-01T033000.json", "20260501-0330.json", "20260501_03-30-00", "202605010330.json",
    "20260501033000.json", "2026-05-01 03:30", "2026-05-01T03:30:00zoo", "2026.05.01.0330",
    "20260501-0330-0500.json", "2026-05-01_03.30.00.json",
  ])
  func aTimeWithoutAZoneIsWhatClocksRead(text: String) {
    #expect(told(text) == "clocks 2026-05-01T03:30:00.000000Z")
  }

  @Test(arguments: [
    "2026-05-01T033000Z.json", "20260501T0330z", "2026-05-01T05:30:00+02:00", "2026-05-01T05:30+0200.json",
    "2026-04-30T22:30-05:00", "20260430T223000-0500.csv", "2026-05-01T03:30:00.000000000Z", "1777606200.json",
    "list-1777606200000.json.gz", "20260501-0530+02:00",
  ])
  func aTimeWithAZoneIsAnInstant(text: String) {
    #expect(told(text) == "instant 2026-05-01T03:30:00.000000Z")
  }

  @Test(arguments: [
    ("2026050103.json", "clocks 2026-05-01T03:00:00.000000Z"),
    ("2026-05-01T03:30:15.25Z", "instant 2026-05-01T03:30:15.250000Z"),
    ("2026-05-01T03:30:15.1234567Z", "instant 2026-05-01T03:30:15.123456Z"),
  ])
  func partsOfATimeAreKept(text: String, time: String) { #expect(told(text) == time) }

  @Test(arguments: [
    "", "list.json", "2026-02-30", "20261301", "12345678", "123456789", "2026-5-1", "2026-05", "250",
    "2026-05_01", "2026-05-011", "30000101", "9".repeated(40),
  ])
  func otherTextsTellNothing(text: String) { #expect(told(text) == "nothing") }

  @Test func valuesOfDataTellIt() throws {
    let day = try #require(Day("2026-05-01"))
    let values: [JSONValue] = ["2026-05-01", 20_260_501, "May 1, 2026", " 1 May 2026 "]
    for value in values { #expect(ToldTime(value) == .day(day), "\(value)") }
    let instant = try #require(Instant("2026-05-01T03:30:00Z"))
    for value: JSONValue in [1_777_606_200, 1_777_606_200_000, "2026-05-01T03:30:00Z"] {
      #expect(ToldTime(value) == .instant(instant), "\(value)")
    }
    for value: JSONValue in [.null, .bool(true), ["2026"], "soon", 7] { #expect(ToldTime(value) == nil) }
  }
}

extension String {
  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
