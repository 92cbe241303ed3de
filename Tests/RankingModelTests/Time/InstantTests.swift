import RankingModel
import Testing

struct InstantTests {
  @Test(arguments: [
    ("2026-05-01", "2026-05-01T00:00:00.000000Z"), ("2026-05-01T03:30Z", "2026-05-01T03:30:00.000000Z"),
    ("2026-05-01T03:30:15Z", "2026-05-01T03:30:15.000000Z"),
    ("2026-05-01t03:30:15z", "2026-05-01T03:30:15.000000Z"),
    ("2026-05-01 03:30:15.5Z", "2026-05-01T03:30:15.500000Z"),
    ("2026-05-01T03:30:15.123456Z", "2026-05-01T03:30:15.123456Z"),
    ("2026-05-01T01:30:00+02:00", "2026-04-30T23:30:00.000000Z"),
    ("2026-05-01T23:30:00-05:30", "2026-05-02T05:00:00.000000Z"),
    ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
    ("9999-12-31T23:59+00:01", "9999-12-31T23:58:00.000000Z"), ("0001-01-01", "0001-01-01T00:00:00.000000Z"),
  ])
  func readsAndWritesISO8601(text: String, written: String) throws {
    #expect(try #require(Instant(text)).description == written)
  }

  @Test(arguments: [
    "", "2026-05-01T", "2026-05-01T03:30", "2026-05-01T24:00Z", "2026-05-01T03:60Z", "2026-05-01T03:30:60Z",
    "2026-05-01T3:30Z", "2026-05-01T03:30:15.Z", "2026-05-01T03:30:15.1234567Z", "2026-05-01T03:30+2:00",
    "2026-05-01T03:30+0200", "2026-05-01X03:30Z", "2026-02-30T03:30Z", "2026-05-01T03:30Zx",
    "2026-05-01T03:30:1５Z", "9999-12-31T23:59-01:00", "0001-01-01T00:00+00:01",
  ])
  func refusesWhatIsNoInstant(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test func theTextSortsLikeTheTime() throws {
    let instants = [-86_400_000_001, -1, 0, 1, 999_999, 1_000_000, 86_400_000_000].map {
      Instant(microseconds: $0)
    }
    #expect(instants == instants.sorted())
    #expect(instants.map(\.description) == instants.map(\.description).sorted())
  }

  // The limits of a `long` of microseconds in java.time.Instant.
  @Test func writesTheFirstAndTheLastInstant() {
    #expect(Instant(microseconds: .max).description == "294247-01-10T04:00:54.775807Z")
    #expect(Instant(microseconds: .min).description == "-290308-12-21T19:59:05.224192Z")
  }

  @Test func knowsItsDayAndItsSeconds() throws {
    let before = Instant(microseconds: -1)
    #expect(before.day.description == "1969-12-31")
    #expect(before.seconds == -1)
    #expect(before.microsecondOfDay == 86_399_999_999)
    let instant = try #require(Instant("2026-05-01T03:30:15.25Z"))
    #expect(instant.day.description == "2026-05-01")
    #expect(instant.seconds == 20_574 * 86_400 + 12_615)
    #expect(instant.advanced(bySeconds: 0.75).description == "2026-05-01T03:30:16.000000Z")
    #expect(Instant(startOf: instant.day).seconds == 20_574 * 86_400)
  }

  @Test func theTimeEndsWhereItsNumberDoes() {
    let now = Instant(microseconds: 1_000_000)
    #expect(now.advanced(bySeconds: 1e300).microseconds == .max)
    #expect(now.advanced(bySeconds: .infinity).microseconds == .max)
    // 2^63 microseconds are 9,223,372,036,854.775808 seconds.
    #expect(now.advanced(bySeconds: 9_223_372_036_854).microseconds == .max)
    #expect(now.advanced(bySeconds: 9_223_372_036_000).microseconds == 9_223_372_036_001_000_000)
    #expect(now.advanced(bySeconds: -1e300).microseconds == .min)
    #expect(now.advanced(bySeconds: .nan) == now)
  }
}
