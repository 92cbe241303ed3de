import RankingModel
import Storage
import Testing

@testable import LakeStore

/// The effects of a wrong clock on a lake.
@Suite struct ClockTests {
  @Test func anInstantIsLaterThanOthersOfItsChartAndDayOnly() async throws {
    let fixture = try await IntegrityFixture()
    let other = try #require(ChartName("other"))
    try await fixture.record("2026-05-01", at: "2026-05-01 20")
    // The clock has stepped back by ten hours.
    let again = try await fixture.record("2026-05-01", at: "2026-05-01 10")
    let nextDay = try await fixture.record("2026-05-02", at: "2026-05-01 10")
    let otherChart = try await fixture.record("2026-05-01", at: "2026-05-01 10", of: other)
    #expect(again.recordedAt.description == "2026-05-01T20:00:00.000001Z")
    #expect(nextDay.recordedAt.description == "2026-05-01T10:00:00.000000Z")
    #expect(otherChart.recordedAt.description == "2026-05-01T10:00:00.000000Z")
  }

  @Test func aLakeThatWasNotWrittenForWeeksTakesTheNextDay() async throws {
    let fixture = try await IntegrityFixture()
    try await fixture.record("2026-05-01", at: "2026-05-01 12")
    try await fixture.record("2026-06-01", at: "2026-06-01 12")
    #expect(try fixture.lake.reader.snapshots(of: fixture.chart).count == 2)
  }

  @Test func aClockADayBehindTheNewestSnapshotIsBelieved() async throws {
    let fixture = try await IntegrityFixture()
    try await fixture.record("2026-05-02", at: "2026-05-02 12")
    try await fixture.record("2026-05-01", at: "2026-05-01 12")
    #expect(try fixture.lake.reader.snapshots(of: fixture.chart).count == 2)
  }

  @Test func nothingIsRecordedAfterASnapshotFarAheadUntilThatIsForgotten() async throws {
    let fixture = try await IntegrityFixture()
    let lake = fixture.lake
    try await fixture.record("2026-05-01", at: "2026-05-01 12")
    try await fixture.record("2026-05-02", at: "2036-05-02 12")
    let failure = await #expect(throws: Failure.self) {
      try await fixture.record("2026-05-03", at: "2026-05-03 12")
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message.contains("2036-05-02T12:00:00.000000Z, 3652 days ahead of the clock") == true)
    #expect(failure?.remedy == .forgetSnapshotsAhead)
    #expect(try lake.reader.snapshots(of: fixture.chart).count == 2)

    let ahead = try await fixture.plan { $0.recordedAfter = Instant("2026-05-04") }
    #expect(ahead.map(\.day.description) == ["2026-05-02"])
    #expect(ahead.map(\.reason) == ["recorded ahead of the clock"])
    try await lake.forget(ahead)
    let next = try await fixture.record("2026-05-03", at: "2026-05-03 12")
    #expect(next.recordedAt.description == "2026-05-03T12:00:00.000000Z")
  }

  @Test(arguments: ["1969-12-31 23", "9999-01-01 00"])
  func aClockThatSaysWhatCannotBeRecordsNothing(hour: String) async throws {
    let fixture = try await IntegrityFixture()
    let failure = await #expect(throws: Failure.self) { try await fixture.record("2026-05-01", at: hour) }
    #expect(failure?.kind == .usage)
    #expect(failure?.message.contains("the clock says \(hour.prefix(10))") == true)
    #expect(try fixture.lake.reader.charts().isEmpty)
  }

  /// An earlier version of Marquee recorded such snapshots. Once in the catalogue, such a snapshot makes every question about its
  /// chart fail.
  @Test func aSnapshotOfAYearThatCannotBeWrittenIsSetAside() async throws {
    let fixture = try await IntegrityFixture()
    let lake = fixture.lake
    var snapshot = try await fixture.record("2026-05-01", at: "2026-05-01 12")
    snapshot.recordedAt = Instant(startOf: Day(number: 2_932_897))
    let record = IndexedRecord(.snapshot(snapshot))
    #expect(record.file.key.path.contains("/100000101T000000000000Z-"))
    _ = try await lake.place.storage.create([record.file])
    try await CatalogueWriter.add([record], to: lake.database)
    let failure = #expect(throws: Failure.self) { try lake.reader.snapshots(of: fixture.chart) }
    #expect(failure?.kind == .damaged)
    #expect(failure?.remedy == .repairLake)
    await lake.close()

    let repair = try await LakeRepair(lake.place, options: Lake.Options(command: "test"))
    let verification = try await LakeVerifier(lake.place).verify(reading: .all)
    let steps = try await repair.plan(verification, sources: [])
    #expect(steps.map(\.action) == [.lost, .reindex])
    try await repair.carryOut(steps)
    #expect(try await LakeVerifier(lake.place).verify(reading: .all).isSound)
    let days = try await LakeReader.open(lake.place).snapshots(of: fixture.chart)
    #expect(days.map(\.recordedAt.description) == ["2026-05-01T12:00:00.000000Z"])
  }
}
