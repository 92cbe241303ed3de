import Foundation
import History
import LakeStore
import MarqueeTestSupport
import Operations
import Pipeline
import RankingModel
import Testing

@Suite struct GapsTests {
  private func series(_ gaps: [Gap]) -> [String] {
    gaps.map { "\($0.days) \($0.periods) \($0.state.rawValue) \($0.archive ?? "-")" }
  }

  private func range(_ from: String, _ to: String) -> DayRange { DayRange(from: Day(from)!, to: Day(to)!) }

  private let own = "file:../lists/test/{day}.json"

  /// A job whose chart has lists of 1, 2 and 5 May, with the schedule that closing gaps needs.
  private func fixture() async throws -> WorkplaceFixture {
    let fixture = try WorkplaceFixture()
    try fixture.job("test", #"schedule: { at: "03:30", catch-up: all }"#)
    for day in ["2026-05-01", "2026-05-02", "2026-05-05"] { try fixture.serve("AB", on: day) }
    let place = fixture.workplace("2026-05-05T04:00:00Z")
    _ = try await place.backfill(
      "test", BackfillRequest(from: Day("2026-05-01"), to: Day("2026-05-05")))
    return fixture
  }

  @Test func theArchiveIsTheFirstThatHasTheList() async throws {
    let fixture = try await fixture()
    let place = fixture.workplace("2026-05-06T04:00:00Z")
    #expect(
      series(try await place.gaps(of: fixture.chart)) == [
        "2026-05-03 to 2026-05-04 2 missing -", "2026-05-06 1 missing -",
      ])
    try fixture.serve("AB", on: "2026-05-04")
    #expect(
      series(try await place.gaps(of: fixture.chart)) == [
        "2026-05-03 1 missing -", "2026-05-04 1 missing \(own)", "2026-05-06 1 missing -",
      ])
    #expect(
      series(try await place.gaps(of: fixture.chart, from: Day("2026-05-04"), to: Day("2026-05-05"))) == [
        "2026-05-04 1 missing \(own)"
      ])
  }

  @Test func anotherLakeIsAskedWhatItHas() async throws {
    let fixture = try WorkplaceFixture()
    try fixture.job("test")
    for day in ["2026-05-01", "2026-05-02", "2026-05-03"] { try fixture.serve("AB", on: day) }
    let place = fixture.workplace("2026-05-03T12:00:00Z")
    var other = place
    other.place = LakePlace(folder: fixture.folder.path(of: "other"))
    let request = BackfillRequest(from: Day("2026-05-01"), to: Day("2026-05-03"))
    _ = try await other.backfill("test", request)
    try FileManager.default.removeItem(atPath: fixture.folder.path(of: "lists/test/2026-05-02.json"))
    _ = try await place.backfill("test", request)
    try fixture.job("test", "archives: [{ lake: ../other }]")
    #expect(series(try await place.gaps(of: fixture.chart)) == ["2026-05-02 1 missing lake:../other"])
    // A lake that does not exist has no lists, and is no failure.
    try fixture.job("test", "archives: [{ lake: ../nowhere }]")
    #expect(series(try await place.gaps(of: fixture.chart)) == ["2026-05-02 1 missing -"])
  }

  @Test func aClosedDayIsNotLookedFor() async throws {
    let fixture = try await fixture()
    let place = fixture.workplace("2026-05-07T04:00:00Z")
    let closed = try await place.closeGaps(
      of: fixture.chart, range("2026-05-02", "2026-05-06"), because: "the source was down")
    // 3, 4 and 6 May; the others are published.
    #expect(closed.periods == 3)
    #expect(closed.decisions.map(\.action) == [.close, .close])
    // No decision is about 5 May, which is published.
    #expect(closed.decisions.map(\.subject) == ["2026-05-03..2026-05-04", "2026-05-06..2026-05-06"])
    #expect(series(try await place.gaps(of: fixture.chart)) == ["2026-05-07 1 missing -"])
    #expect(
      try await place.status(of: fixture.chart)[0].closed.map(\.description) == [
        "2026-05-03", "2026-05-04", "2026-05-06",
      ])
    for day in ["2026-05-04", "2026-05-06", "2026-05-07"] { try fixture.serve("AB", on: day) }
    let plan = try await place.planBackfill(
      "test", BackfillRequest(from: Day("2026-05-03"), to: Day("2026-05-06")))
    #expect(
      plan.days.map { "\($0.day) \($0.action.rawValue) \($0.reason)" } == [
        "2026-05-03 skip closed: the source was down", "2026-05-04 skip closed: the source was down",
        "2026-05-05 skip already published", "2026-05-06 skip closed: the source was down",
      ])
    let runs = try await place.runDue()
    #expect(runs.map { outcomes($0.reports) } == [["2026-05-07 published"]])
    let opened = try await place.openGaps(of: fixture.chart, range("2026-05-06", "2026-05-06"))
    #expect(opened.periods == 1)
    #expect(series(try await place.gaps(of: fixture.chart)) == ["2026-05-06 1 missing \(own)"])
    #expect(try await place.runDue().map { outcomes($0.reports) } == [["2026-05-06 published"]])
  }

  @Test func onlyGapsCanBeClosedAndOnlyClosedDaysOpened() async throws {
    let fixture = try await fixture()
    let place = fixture.workplace("2026-05-06T04:00:00Z")
    let chart = fixture.chart
    var failure = await #expect(throws: Failure.self) {
      try await place.closeGaps(of: chart, range("2026-05-01", "2026-05-02"), because: "gone")
    }
    #expect(failure?.kind == .noData)
    failure = await #expect(throws: Failure.self) {
      try await place.openGaps(of: chart, range("2026-05-03", "2026-05-04"))
    }
    #expect(failure?.kind == .noData)
    failure = await #expect(throws: Failure.self) {
      try await place.closeGaps(of: chart, range("2026-05-03", "2026-05-07"), because: "gone")
    }
    #expect(failure?.message == "2026-05-07 is in the future: today is 2026-05-06")
    // The chart has no gap before its first known day, and the list of 7 May is not due before 03:30.
    let night = fixture.workplace("2026-05-07T02:00:00Z")
    for days in [range("2026-04-01", "2026-04-30"), range("2026-05-07", "2026-05-07")] {
      failure = await #expect(throws: Failure.self) {
        try await night.closeGaps(of: chart, days, because: "gone")
      }
      #expect(failure?.kind == .noData)
    }
    let all = try await night.closeGaps(of: chart, range("2026-04-01", "2026-05-07"), because: "gone")
    #expect(all.decisions.map(\.subject) == ["2026-05-03..2026-05-04", "2026-05-06..2026-05-06"])
    failure = await #expect(throws: Failure.self) {
      try await place.closeGaps(of: ChartName("none")!, range("2026-05-03", "2026-05-04"), because: "gone")
    }
    #expect(failure?.kind == .noData)
  }
}
