import GRDB
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import LakeStore

@Suite struct StandingSnapshotTests {
  private let chart = ChartName("test")!

  /// A lake with these snapshots: the day, its state, and when its list was captured and recorded.
  private func lake(
    _ snapshots: [(day: String, state: DayState, captured: String, recorded: String)],
    in folder: TemporaryFolder
  ) async throws -> Lake {
    let now = Mutex(Instant("2026-05-01")!)
    let options = Lake.Options(command: "test", clock: { now.withLock { $0 } })
    let lake = try await Lake.open(LakePlace(folder: folder.path + "/lake"), for: .lake, options: options)
    for snapshot in snapshots {
      let instant = try #require(Instant(snapshot.recorded))
      now.withLock { $0 = instant }
      let day = try #require(Day(snapshot.day))
      let report = RunReport(
        id: "run-\(UInt64.random(in: 0...UInt64.max))", chart: chart, day: day, trigger: .run,
        startedAt: instant)
      _ = try await lake.append(
        [
          Lake.Draft(
            chart: chart, day: day, state: snapshot.state, capturedAt: Instant(snapshot.captured)!,
            version: nil, entries: [], raw: [], report: report)
        ], settings: nil)
    }
    return lake
  }

  @Test func thePublishedListThatWasCapturedLastStandsForItsDay() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(
      [
        ("2026-05-01", .published, "2026-05-01T09:00:00Z", "2026-05-01T09:00:01Z"),
        // A list found later in an archive, captured earlier.
        ("2026-05-01", .published, "2026-05-01T03:00:00Z", "2026-05-02T12:00:00Z"),
        ("2026-05-01", .quarantined, "2026-05-01T23:00:00Z", "2026-05-02T13:00:00Z"),
        ("2026-05-02", .missing, "2026-05-02T09:00:00Z", "2026-05-02T13:00:01Z"),
        ("2026-05-02", .quarantined, "2026-05-02T08:00:00Z", "2026-05-02T14:00:00Z"),
      ], in: folder)
    func standing(_ cutoff: Cutoff = Cutoff()) throws -> [String] {
      try lake.reader.days(of: chart, cutoff: cutoff).map {
        "\($0.day) \($0.standing.state) \($0.standing.capturedAt.description.prefix(13))"
      }
    }
    #expect(try standing() == ["2026-05-01 published 2026-05-01T09", "2026-05-02 missing 2026-05-02T09"])
    #expect(
      try standing(Cutoff(capturedBy: Instant("2026-05-01T04:00:00Z"))) == [
        "2026-05-01 published 2026-05-01T03"
      ])
    #expect(
      try standing(Cutoff(asOf: Instant("2026-05-02T13:30:00Z"))) == [
        "2026-05-01 published 2026-05-01T09", "2026-05-02 missing 2026-05-02T09",
      ])
    #expect(try standing(Cutoff(asOf: Instant("2026-05-01T08:00:00Z"))).isEmpty)
    #expect(
      try standing(Cutoff(asOf: Instant("2026-05-01T12:00:00Z"), capturedBy: Instant("2026-05-01T04:00:00Z")))
        .isEmpty)
  }

  @Test func theNewestDecisionAboutASnapshotHoldsAsOfItsInstant() async throws {
    let folder = try TemporaryFolder()
    let lake = try await lake(
      [
        ("2026-05-01", .published, "2026-05-01T03:00:00Z", "2026-05-01T03:00:01Z"),
        ("2026-05-01", .quarantined, "2026-05-01T09:00:00Z", "2026-05-01T09:00:01Z"),
      ], in: folder)
    let held = try #require(try lake.reader.snapshots(of: chart).last)
    var instants = [lake.clock()]
    for action in [Decision.Action.accept, .withdraw, .accept] {
      let decision = try await lake.decide(
        action, about: held, state: action == .accept ? .degraded : nil,
        reason: action == .accept ? nil : "wrong list")
      instants.append(decision.decidedAt)
    }
    let states = try instants.map { instant in
      try lake.reader.days(of: chart, cutoff: Cutoff(asOf: instant)).flatMap(\.all).map(\.state)
    }
    #expect(
      states == [
        [.published, .quarantined], [.published, .degraded], [.published, .failed], [.published, .degraded],
      ])
    #expect(try lake.reader.days(of: chart).map(\.standing.state) == [.degraded])
  }

  @Test func theViewAndTheRuleAgree() async throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 61)
    let states: [DayState] = [.published, .degraded, .quarantined, .failed, .missing]
    let snapshots = (0..<200).map { number in
      (
        day: "2026-05-0\(Int.random(in: 1...9, using: &generator))",
        state: states.randomElement(using: &generator) ?? .published,
        captured: "2026-05-1\(Int.random(in: 0...4, using: &generator))",
        recorded:
          "2026-06-01T00:\(number / 60 < 10 ? "0" : "")\(number / 60):\(number % 60 < 10 ? "0" : "")\(number % 60)Z"
      )
    }
    let lake = try await lake(snapshots, in: folder)
    for snapshot in try lake.reader.snapshots(of: chart) where Bool.random(using: &generator) {
      let action = [Decision.Action.accept, .reject, .withdraw].randomElement(using: &generator) ?? .accept
      _ = try await lake.decide(
        action, about: snapshot, state: action == .accept ? .published : nil,
        reason: action == .accept ? nil : "why")
    }
    let days = try lake.reader.days(of: chart)
    #expect(days.contains { $0.all.contains { $0.reason == "withdrawn: why" && $0.state == .failed } })
    #expect(days.count == 9)
    let viewed = try await lake.database.read { database in
      try Int64.fetchAll(database, sql: "SELECT id FROM standing_snapshot ORDER BY day")
    }
    #expect(viewed == days.map(\.standing.number))
    for day in days { #expect(day.latest == day.all.max { $0.recordedAt < $1.recordedAt }) }
  }
}
