import RankingModel
import Testing

@testable import Jobs

@Suite struct ChartTimeTests {
  /// Days and their ends, worked out from the rules of the zones. On some of these days clocks change, in one zone at midnight.
  private static let ends: [(zone: String, day: String, end: String)] = [
    ("UTC", "2026-05-01", "2026-05-02T00:00:00Z"), ("Asia/Tokyo", "2026-05-01", "2026-05-01T15:00:00Z"),
    ("America/Los_Angeles", "2026-05-01", "2026-05-02T07:00:00Z"),
    ("Europe/Berlin", "2026-03-28", "2026-03-28T23:00:00Z"),
    ("Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00Z"),
    ("Europe/Berlin", "2026-10-25", "2026-10-25T23:00:00Z"),
    ("Pacific/Auckland", "2026-04-04", "2026-04-04T11:00:00Z"),
    ("Pacific/Auckland", "2026-09-26", "2026-09-26T12:00:00Z"),
    // Clocks go from midnight to one o'clock.
    ("America/Santiago", "2026-09-05", "2026-09-06T04:00:00Z"),
  ]

  @Test(arguments: ends) func aDayEndsAtMidnightOfItsZone(zone: String, day: String, end: String) throws {
    var schedule = Schedule()
    schedule.timeZone = zone
    let day = try #require(Day(day))
    let found = schedule.end(of: day)
    #expect(found == Instant(end))
    #expect(schedule.day(at: found) == day.advanced(by: 1))
    #expect(schedule.day(at: Instant(microseconds: found.microseconds - 1)) == day)
  }
}
