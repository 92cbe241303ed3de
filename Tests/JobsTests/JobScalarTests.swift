import Testing

@testable import Jobs

struct JobScalarTests {
  @Test(arguments: [
    ("30s", 30), ("250ms", 0.25), ("10m", 600), ("2h", 7200), ("7d", 604_800), ("1w", 604_800),
    ("1.5h", 5400), ("0s", 0),
  ])
  func readsDurations(text: String, seconds: Double) { #expect(JobScalar.duration(text) == seconds) }

  @Test(arguments: ["", "30", "s", "-1s", "1 s", "1h30m", "1e3s", ".5s", "infs", "nans", "٣s"])
  func refusesOtherDurations(text: String) { #expect(JobScalar.duration(text) == nil) }

  @Test(arguments: [
    ("64MiB", 67_108_864), ("1KiB", 1024), ("2GiB", 2_147_483_648), ("500 kB", 500_000), ("3MB", 3_000_000),
    ("10B", 10),
    ("10", 10),
  ])
  func readsSizes(text: String, bytes: Int) { #expect(JobScalar.size(text) == bytes) }

  @Test(arguments: ["", "MiB", "-1MiB", "1.5MiB", "1MIB", "1  MiB", "99999999999999GiB", "+1B"])
  func refusesOtherSizes(text: String) { #expect(JobScalar.size(text) == nil) }

  @Test func readsPercentagesAndClockTimes() {
    #expect(JobScalar.percentage("40%") == 0.4)
    #expect(JobScalar.percentage("12.5%") == 0.125)
    #expect(["", "%", "40", "101%", "-1%"].allSatisfy { JobScalar.percentage($0) == nil })
    #expect(JobScalar.clockTime("00:00") == 0)
    #expect(JobScalar.clockTime("23:59") == 1439)
    #expect(
      ["", "3:30", "24:00", "12:60", "12:5", "12:00:00", "ab:cd"].allSatisfy {
        JobScalar.clockTime($0) == nil
      })
  }
}
