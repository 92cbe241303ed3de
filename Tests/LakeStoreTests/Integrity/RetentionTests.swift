import LakeStore
import RankingModel
import Testing

/// The snapshots that a retention keeps, compared with outcomes worked out by hand.
@Suite struct RetentionTests {
  /// A case: the retention, and which of the superseded snapshots are forgotten, by their numbers from 1.
  struct Case: Sendable, CustomStringConvertible {
    var keep: Retention
    var forgotten: [Int]
    var description: String { "\(keep)" }
  }

  /// When the superseded snapshots of one day were recorded; the last one stands for the day.
  private static let hours = [
    "2024-12-30 10", "2024-12-31 10", "2025-06-01 09", "2025-06-01 21", "2025-06-30 10", "2025-07-01 10",
    "2025-07-01 12", "2025-07-02 08",
  ]

  @Test(arguments: [
    Case(keep: Retention(), forgotten: [1, 2, 3, 4, 5, 6, 7]),
    Case(keep: Retention(last: 1), forgotten: [1, 2, 3, 4, 5, 6]),
    Case(keep: Retention(last: 2), forgotten: [1, 2, 3, 4, 5]),
    Case(keep: Retention(last: 7), forgotten: []),
    Case(keep: Retention(last: 100), forgotten: []),
    // 1 July (12 h), 30 June, 1 June (21 h).
    Case(keep: Retention(daily: 3), forgotten: [1, 2, 3, 6]),
    Case(keep: Retention(daily: 1), forgotten: [1, 2, 3, 4, 5, 6]),
    // July, June.
    Case(keep: Retention(monthly: 2), forgotten: [1, 2, 3, 4, 6]),
    // July, June, December.
    Case(keep: Retention(monthly: 3), forgotten: [1, 3, 4, 6]),
    Case(keep: Retention(yearly: 1), forgotten: [1, 2, 3, 4, 5, 6]),
    Case(keep: Retention(yearly: 2), forgotten: [1, 3, 4, 5, 6]),
    Case(keep: Retention(yearly: 9), forgotten: [1, 3, 4, 5, 6]),
    // A snapshot that any of the rules keeps is kept.
    Case(keep: Retention(last: 1, daily: 2, monthly: 3, yearly: 1), forgotten: [1, 3, 4, 6]),
    Case(keep: Retention(last: 2, daily: 3, yearly: 2), forgotten: [1, 3]),
  ])
  func ofSupersededSnapshotsThoseAreKeptThatARuleNames(example: Case) async throws {
    let fixture = try await IntegrityFixture()
    for hour in Self.hours { try await fixture.record("2024-12-30", at: hour) }
    #expect(
      try await fixture.forgotten { $0.retention = example.keep }
        == example.forgotten.map { Self.hours[$0 - 1] })
  }

  @Test func eachDayIsCountedByItself() async throws {
    let fixture = try await IntegrityFixture()
    for day in ["2026-05-01", "2026-05-02"] {
      for hour in ["09", "10", "11"] { try await fixture.record(day, at: "\(day) \(hour)") }
    }
    #expect(
      try await fixture.forgotten { $0.retention = Retention(last: 1) } == ["2026-05-01 09", "2026-05-02 09"])
    let second = try await fixture.forgotten {
      $0.retention = Retention(last: 1)
      $0.day = Day("2026-05-02")
    }
    #expect(second == ["2026-05-02 09"])
  }

  @Test func onlyTheChartsThatAreNamedAreTouched() async throws {
    let fixture = try await IntegrityFixture()
    let other = ChartName("other")!
    for hour in ["09", "10"] { try await fixture.record("2026-05-01", at: "2026-05-01 \(hour)") }
    for hour in ["11", "12"] { try await fixture.record("2026-05-01", at: "2026-05-01 \(hour)", of: other) }
    let forgotten = try await fixture.forgotten {
      $0.retention = Retention()
      $0.charts = [other]
    }
    #expect(forgotten == ["2026-05-01 11"])
  }

  @Test func backfillsPushOutNothingThatWasRecordedOnTheDaysThemselves() async throws {
    let fixture = try await IntegrityFixture()
    for (hour, trigger) in [
      ("2025-07-01 09", RunReport.Trigger.run), ("2025-07-02 09", .run), ("2025-07-03 09", .backfill),
      ("2025-07-04 09", .backfill), ("2025-07-05 09", .backfill), ("2025-07-06 09", .run),
    ] { try await fixture.record("2025-07-01", at: hour, trigger: trigger) }
    // Snapshots of runs and of backfills are counted apart: the newest of each are kept.
    #expect(
      try await fixture.forgotten { $0.retention = Retention(last: 1) } == [
        "2025-07-01 09", "2025-07-03 09", "2025-07-04 09",
      ])
    #expect(try await fixture.forgotten { $0.retention = Retention(daily: 2) } == ["2025-07-03 09"])
    #expect(try await fixture.forgotten { $0.retention = Retention(last: 3) } == [])
  }

  @Test func whatStandsForADayAndWhatWaitsForADecisionAreNotForgotten() async throws {
    let fixture = try await IntegrityFixture()
    for (hour, state) in [
      ("2026-05-01 09", DayState.published), ("2026-05-01 10", .degraded), ("2026-05-01 11", .failed),
      ("2026-05-01 12", .quarantined),
    ] { try await fixture.record("2026-05-01", at: hour, state: state) }
    for hour in ["2026-05-02 13", "2026-05-02 14"] {
      try await fixture.record("2026-05-02", at: hour, state: .failed)
    }
    // At 10 the day was last published, at 12 it was quarantined. Of a day that was never published, the newest snapshot stands.
    #expect(
      try await fixture.forgotten { $0.retention = Retention() } == [
        "2026-05-01 09", "2026-05-01 11", "2026-05-02 13",
      ])
  }

  @Test func whatStandsForADayIsForgottenWhereItsVersionIsNamed() async throws {
    let fixture = try await IntegrityFixture()
    try await fixture.record("2026-05-01", at: "2026-05-01 09")
    let current = try await fixture.record("2026-05-01", at: "2026-05-01 10")
    let digits = String(current.version!.description.prefix(8))
    #expect(try await fixture.forgotten { $0.versions = [digits] } == ["2026-05-01 10"])
    let both = try await fixture.forgotten {
      $0.versions = [digits]
      $0.retention = Retention()
    }
    #expect(both == ["2026-05-01 09", "2026-05-01 10"])
    let failure = await #expect(throws: Failure.self) {
      try await fixture.plan { $0.versions = ["000000000000"] }
    }
    #expect(failure?.kind == .noData)
  }

  @Test func aSnapshotWithATagIsNeverForgotten() async throws {
    let fixture = try await IntegrityFixture()
    let first = try await fixture.record("2026-05-01", at: "2026-05-01 09")
    for hour in ["10", "11"] { try await fixture.record("2026-05-01", at: "2026-05-01 \(hour)") }
    let summary = try #require(
      try fixture.lake.reader.snapshots(of: fixture.chart).first { $0.recordedAt == first.recordedAt })
    _ = try await fixture.lake.addTag(TagName("printed")!, to: summary)
    #expect(try await fixture.forgotten { $0.retention = Retention() } == ["2026-05-01 10"])
    // A tag does not keep the raw objects of the day's other snapshots.
    let raw = try await fixture.forgotten {
      $0.retention = Retention()
      $0.raw = true
    }
    #expect(raw == ["2026-05-01 10", "2026-05-01 11"])
    for isRaw in [false, true] {
      let failure = await #expect(throws: Failure.self) {
        try await fixture.plan {
          $0.versions = [first.version!.description]
          $0.raw = isRaw
        }
      }
      #expect(failure?.kind == .usage)
      #expect(failure?.message.contains("printed") == true)
    }
  }

  @Test func rawObjectsAreKeptByTheDaysThatTheyAreAbout() async throws {
    let fixture = try await IntegrityFixture()
    // Backfilled on 20 May, whatever day each is about.
    for (index, day) in ["2025-03-30", "2025-03-31", "2025-04-01", "2026-05-09"].enumerated() {
      try await fixture.record(day, at: "2026-05-20 1\(index)", trigger: .backfill)
    }
    for day in ["2026-05-21", "2026-05-22", "2026-05-31", "2026-06-01"] {
      try await fixture.record(day, at: "\(day) 03")
    }
    func forgotten(_ keep: Retention) async throws -> [String] {
      try await fixture.plan {
        $0.raw = true
        $0.retention = keep
      }.map { $0.day.description }.sorted()
    }
    #expect(
      try await forgotten(Retention(last: 2)) == ["2025-03-30", "2025-03-31", "2026-05-21", "2026-05-22"])
    // The last day of each month: of the days run on time 1 June and 31 May, of the backfilled ones 9 May and 1 April.
    #expect(
      try await forgotten(Retention(monthly: 2)) == ["2025-03-30", "2025-03-31", "2026-05-21", "2026-05-22"])
    #expect(try await forgotten(Retention(monthly: 3)) == ["2025-03-30", "2026-05-21", "2026-05-22"])
    #expect(
      try await forgotten(Retention(yearly: 1)) == [
        "2025-03-30", "2025-03-31", "2025-04-01", "2026-05-21", "2026-05-22", "2026-05-31",
      ])
    #expect(try await forgotten(Retention(daily: 4)) == [])
  }

  @Test func aDayThatWasRunAndFilledInAgainCountsAsRun() async throws {
    let fixture = try await IntegrityFixture()
    try await fixture.record("2026-05-01", at: "2026-05-01 03")
    try await fixture.record("2026-05-02", at: "2026-05-02 03")
    try await fixture.record("2026-05-02", at: "2026-05-09 03", trigger: .backfill)
    try await fixture.record("2026-05-03", at: "2026-05-10 03", trigger: .backfill)
    let forgotten = try await fixture.forgotten {
      $0.raw = true
      $0.retention = Retention(last: 1)
    }
    #expect(forgotten == ["2026-05-01 03"])
  }

  @Test func rawObjectsThatAreForgottenOrNeverWereAreNotForgottenAgain() async throws {
    let fixture = try await IntegrityFixture()
    try await fixture.record("2026-05-01", at: "2026-05-01 03")
    try await fixture.record("2026-05-02", at: "2026-05-02 03", hasRaw: false)
    let items = try await fixture.plan {
      $0.raw = true
      $0.retention = Retention()
    }
    #expect(items.map { $0.day.description } == ["2026-05-01"])
    try await fixture.lake.forget(items)
    let again = try await fixture.forgotten {
      $0.raw = true
      $0.retention = Retention()
    }
    #expect(again == [])
  }

  @Test func aLakeThatWasForgottenFromVerifiesAndKeepsTheRest() async throws {
    let fixture = try await IntegrityFixture()
    for hour in ["09", "10", "11"] { try await fixture.record("2026-05-01", at: "2026-05-01 \(hour)") }
    try await fixture.record("2026-05-02", at: "2026-05-02 09")
    let items = try await fixture.plan { $0.retention = Retention(last: 1) }
    try await fixture.lake.forget(items)
    #expect(try await LakeVerifier(fixture.lake.place).verify(reading: .all).isSound)
    let left = try fixture.lake.reader.snapshots(of: fixture.chart).map {
      String($0.recordedAt.description.prefix(13))
    }
    #expect(left == ["2026-05-01T10", "2026-05-01T11", "2026-05-02T09"])
  }
}
