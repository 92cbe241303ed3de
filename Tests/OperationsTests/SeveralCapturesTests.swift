import History
import LakeStore
import MarqueeTestSupport
import Operations
import Pipeline
import RankingModel
import Testing

/// Days with several captures in an archive.
@Suite struct SeveralCapturesTests {
  @Test func allAreSnapshotsAndTheLastValidOneStands() async throws {
    let days = try CaptureDays()
    try days.put("BA", "a/2026-05-01T12-00")
    try days.put("AB", "a/2026-05-01T06-00")
    try days.folder.write("[", to: "a/2026-05-01T18-00.json")
    try days.put("AB", "a/2026-05-02T06-00")
    let place = days.place()
    #expect(
      outcomes(try await place.backfill("test").reports) == ["2026-05-01 published", "2026-05-02 published"])
    let first = [
      "2026-05-01 06:00 published AB", "2026-05-01 12:00 published BA", "2026-05-01 18:00 quarantined -",
      "2026-05-02 06:00 published AB",
    ]
    #expect(try await days.snapshots() == first)
    let standing = ["2026-05-01 12:00 published", "2026-05-02 06:00 published"]
    #expect(try await days.standing() == standing)
    // An unreadable capture needs no decision if the day has another list.
    #expect(try await place.quarantined(chart: days.chart) == [])
    // A corrected file is read again, and both lists are kept.
    try days.put("CD", "a/2026-05-01T12-00")
    #expect(
      outcomes(try await place.backfill("test", CaptureDays.all).reports) == [
        "2026-05-01 published", "2026-05-02 published",
      ])
    let mended = first + ["2026-05-01 12:00 published CD"]
    #expect(try await days.snapshots().sorted() == mended.sorted())
    // A capture that is found later does not stand over one that was captured later.
    try days.put("ABC", "a/2026-05-01T09-00")
    _ = try await place.backfill("test", CaptureDays.all)
    #expect(
      try await days.snapshots().sorted() == (mended + ["2026-05-01 09:00 published ABC"]).sorted())
    #expect(try await days.standing() == standing)
  }

  @Test func aDayOfSeveralCapturesIsDecidedLikeAnyOther() async throws {
    let days = try CaptureDays("check: { entries: { equals: 2 } }")
    try days.put("AB", "a/2026-05-01T06-00")
    try days.put("ABC", "a/2026-05-01T09-00")
    try days.put("A", "a/2026-05-01T12-00")
    // This capture comes before the standing one, so it needs no decision.
    try days.put("A", "a/2026-05-02T06-00")
    try days.put("AB", "a/2026-05-02T09-00")
    let place = days.place()
    _ = try await place.backfill("test")
    let (chart, day) = (days.chart, Day("2026-05-01")!)
    func waiting() async throws -> [String] {
      try await place.quarantined(chart: chart).map { "\($0.day) \($0.entries)" }
    }
    #expect(try await waiting() == ["2026-05-01 1"])
    _ = try await place.decide(.reject(because: "cut off"), chart, day)
    #expect(try await waiting() == ["2026-05-01 3"])
    #expect(try await days.standing() == ["2026-05-01 06:00 published", "2026-05-02 09:00 published"])
    _ = try await place.decide(.accept(because: "three are right"), chart, day)
    #expect(try await waiting() == [])
    #expect(try await days.standing() == ["2026-05-01 09:00 published", "2026-05-02 09:00 published"])
    // The same captures need no decision again.
    _ = try await place.backfill("test", CaptureDays.all)
    #expect(try await waiting() == [])
    #expect(
      try await days.snapshots() == [
        "2026-05-01 06:00 published AB", "2026-05-01 09:00 published ABC", "2026-05-01 12:00 failed A",
        "2026-05-02 06:00 quarantined A", "2026-05-02 09:00 published AB",
      ])
    let failure = await #expect(throws: Failure.self) {
      try await place.decide(.reject(because: nil), chart, Day("2026-05-02")!)
    }
    #expect(failure?.kind == .noData)
  }

  /// A capture belongs to the list that was last due when it was captured: 2, 9, 16 and 23 May are Saturdays.
  @Test func capturesOfAWeekAreThoseOfItsList() async throws {
    let days = try CaptureDays("cadence: { weekly: saturday }\nschedule: none")
    try days.put("AB", "a/2026-05-04T06-00")
    try days.put("BA", "a/2026-05-08T23-59")
    try days.put("ABC", "a/2026-05-09T00-00")
    try days.put("A", "a/2026-05-25T06-00")
    let result = try await days.place("2026-06-20T12:00:00Z").backfill("test")
    #expect(
      outcomes(result.reports) == [
        "2026-05-02 published", "2026-05-09 published", "2026-05-16 missing", "2026-05-23 published",
      ])
    #expect(
      try await days.standing() == [
        "2026-05-02 23:59 published", "2026-05-09 00:00 published", "2026-05-16 00:00 missing",
        "2026-05-23 06:00 published",
      ])
  }

  @Test func aDayEndsInTheZoneOfTheChart() async throws {
    let days = try CaptureDays("schedule: { time-zone: America/New_York }")
    try days.put("AB", "a/2026-05-02T03-59-59Z")
    try days.put("BA", "a/2026-05-02T04-00-00Z")
    let result = try await days.place().backfill("test")
    #expect(outcomes(result.reports) == ["2026-05-01 published", "2026-05-02 published"])
    #expect(try await days.standing() == ["2026-05-01 03:59 published", "2026-05-02 04:00 published"])
  }

  @Test func aNewCatalogueGivesTheSameAnswers() async throws {
    let days = try CaptureDays("check: { entries: { equals: 2 } }\nagreement: compare", archives: ["a", "b"])
    try days.put("AB", "a/2026-05-01T06-00")
    try days.put("AB", "b/2026-05-01T06-10")
    try days.put("A", "b/2026-05-01T12-00")
    try days.put("AB", "a/2026-05-02T06-00")
    try days.put("BA", "b/2026-05-02T06-10")
    try days.put("BA", "b/2026-05-04T06-10")
    let place = days.place()
    let request = BackfillRequest(from: Day("2026-05-01")!, to: Day("2026-05-04")!)
    _ = try await place.backfill("test", request)
    _ = try await place.decide(.accept(because: nil), days.chart, Day("2026-05-02")!)
    func answers() async throws -> [String] {
      let gaps = try await place.gaps(of: days.chart)
      return try await days.snapshots() + days.standing() + days.evidence() + ["\(gaps)"]
    }
    let before = try await answers()
    #expect(before.contains("agreed: 2026-05-01"))
    #expect(before.contains("in_conflict: 2026-05-02"))
    #expect(before.contains("alone: 2026-05-04"))
    _ = try await place.reindex()
    #expect(try await answers() == before)
    // A rebuilt catalogue knows enough about captures to record none twice.
    var all = request
    all.reprocess = .all
    _ = try await place.backfill("test", all)
    #expect(try await answers() == before)
  }
}
