import Foundation
import Testing

@testable import Jobs

/// Offsets of time zones, compared with values worked out by hand from the zones' rules and with Foundation's own tables.
struct ZoneRulesTests {
  @Test(arguments: [
    // Summer in Berlin: from 2026-03-29 01:00 UTC to 2026-10-25 01:00 UTC.
    ("Europe/Berlin", 1_774_745_999, 3600), ("Europe/Berlin", 1_774_746_000, 7200),
    ("Europe/Berlin", 1_792_889_999, 7200), ("Europe/Berlin", 1_792_890_000, 3600),
    // Local mean time before 1893.
    ("Europe/Berlin", -3_000_000_000, 3208),
    // Summer in Sydney spans New Year.
    ("Australia/Sydney", 1_767_225_600, 39_600), ("Australia/Sydney", 1_782_864_000, 36_000),
    // No summer time, and half an hour.
    ("Asia/Kolkata", 1_782_864_000, 19_800), ("America/New_York", 1_782_864_000, -14_400),
    // 2060-07-01: long after the last transition of any table.
    ("Europe/Berlin", 2_855_865_600, 7200), ("America/New_York", 2_855_865_600, -14_400),
  ])
  func offsetsAreThoseOfTheZone(name: String, instant: Int64, offset: Int) throws {
    let rules = try #require(SystemTimeZone.rules(of: name))
    #expect(rules.offset(at: instant) == offset)
  }

  @Test func everyZoneOfTheSystemAgreesWithFoundation() throws {
    var compared = 0
    for name in TimeZone.knownTimeZoneIdentifiers where name.contains("/") {
      // Foundation knows old zone names that some systems do not have.
      guard let rules = SystemTimeZone.rules(of: name), let zone = TimeZone(identifier: name) else {
        continue
      }
      compared += 1
      for instant in stride(from: Int64(0), to: 2_145_916_800, by: 5_000_000) {
        let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
        if rules.offset(at: instant) != expected {
          Issue.record("\(name) at \(instant): \(rules.offset(at: instant)), not \(expected)")
          break
        }
      }
    }
    #expect(compared > 300)
  }

  @Test(arguments: [
    // Ireland's winter time is the exception: one hour less than standard time.
    ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_767_225_600, 0), ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_782_864_000, 3600),
    ("<+0545>-5:45", 1_782_864_000, 20_700), ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", 1_782_864_000, -7200),
    // `J60` is 1 March in every year, because it does not count 29 February. `59` and `60` count from 0 and include that day: in
    // a leap year they are 29 February and 1 March.
    ("AAA0BBB,J60/0,J61/0", 1_835_481_600, 3600), ("AAA0BBB,59/0,60/0", 1_835_395_200, 3600),
  ])
  func aRuleSpellsOffsets(text: String, instant: Int64, offset: Int) throws {
    #expect(try #require(ZoneFooter(text)).offset(at: instant) == offset)
  }

  @Test(arguments: ["", "A", "CET", "CET-1CEST,", "CET-1CEST,M13.1.0,M10.5.0", "CET-1x", "CET-1CEST,M3.5.0"])
  func whatIsNoRuleIsRefused(text: String) {
    #expect(ZoneFooter(text) == nil)
  }

  @Test func whatIsNoZoneFileIsRefused() throws {
    let file = try [UInt8](Data(contentsOf: URL(filePath: "\(SystemTimeZone.folder)/Europe/Berlin")))
    #expect(ZoneRules(file) != nil)
    for length in 0..<file.count { #expect(ZoneRules(Array(file.prefix(length))) == nil) }
    #expect(ZoneRules(Array("no zone".utf8)) == nil)
    #expect(SystemTimeZone.rules(of: "../../../etc/passwd") == nil)
    #expect(SystemTimeZone.rules(of: "Europe") == nil)
  }
}
