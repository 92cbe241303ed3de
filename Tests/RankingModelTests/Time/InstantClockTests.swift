import RankingModel
import Testing

/// The instants that a clock may have, and those that are believed.
struct InstantClockTests {
  private func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }

  @Test(arguments: ["1970-01-01T00:00:00Z", "2026-05-01T12:00:00Z", "9998-12-31T23:59:59.999999Z"])
  func aRightClockMaySay(text: String) throws {
    try instant(text).checkAsNow()
  }

  @Test(arguments: ["1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z"])
  func noRightClockSays(text: String) throws {
    let instant = try instant(text)
    let failure = #expect(throws: Failure.self) { try instant.checkAsNow() }
    #expect(failure?.kind == .usage)
    #expect(failure?.message.contains(text.prefix(10)) == true)
  }

  @Test func whatIsMoreThanADayAheadIsNotBelieved() throws {
    let now = try instant("2026-05-01T12:00:00Z")
    #expect(try !instant("2026-05-02T12:00:00Z").isFarAhead(of: now))
    #expect(try instant("2026-05-02T12:00:00.000001Z").isFarAhead(of: now))
    // 2028, 2032 and 2036 each have a 29 February before May.
    #expect(try instant("2036-05-01T12:00:00Z").distance(aheadOf: now) == "3653 days ahead of")
    #expect(try instant("2026-05-02T13:00:00Z").distance(aheadOf: now) == "1 day ahead of")
  }
}
