import LakeStore
import MarqueeTestSupport
import Operations
import Pipeline
import RankingModel
import Testing

/// Past days that several archives may have.
@Suite struct AgreementTests {
  private func range(_ from: String, _ to: String) -> BackfillRequest {
    BackfillRequest(from: Day(from)!, to: Day(to)!)
  }

  /// Three archives of files, `a` before `b` before `c`, and a check of two entries a day.
  private func fixture(_ more: String = "") throws -> CaptureDays {
    try CaptureDays("check: { entries: { equals: 2 } }\n\(more)", archives: ["a", "b", "c"])
  }

  @Test func theNextArchiveIsAskedWhereTheFirstBroughtNothingPublished() async throws {
    let days = try fixture()
    try days.put("AB", "a/2026-05-01T06-00")
    try days.put("BA", "b/2026-05-01T07-00")
    try days.folder.write("[", to: "a/2026-05-02T06-00.json")
    try days.put("BA", "b/2026-05-02T07-00")
    try days.put("AB", "b/2026-05-03T07-00")
    try days.put("A", "a/2026-05-04T06-00")
    try days.put("ABC", "b/2026-05-04T07-00")
    let result = try await days.place().backfill("test", range("2026-05-01", "2026-05-05"))
    #expect(
      outcomes(result.reports) == [
        "2026-05-01 published", "2026-05-02 published", "2026-05-03 published", "2026-05-04 quarantined",
        "2026-05-05 missing",
      ])
    let snapshots = [
      "2026-05-01 06:00 published AB", "2026-05-02 06:00 quarantined -", "2026-05-02 07:00 published BA",
      "2026-05-03 07:00 published AB", "2026-05-04 06:00 quarantined A",
      "2026-05-04 07:00 quarantined ABC", "2026-05-05 00:00 missing -",
    ]
    #expect(try await days.snapshots() == snapshots)
    // A day that no archive has is asked for again, and recorded once.
    let again = try await days.place().backfill("test", range("2026-05-01", "2026-05-05"))
    #expect(outcomes(again.reports) == ["2026-05-05 missing"])
    #expect(again.reports.map(\.unchanged) == [true])
    #expect(try await days.snapshots() == snapshots)
  }

  @Test func anArchiveThatCannotBeAskedIsTheLastWord() async throws {
    let list = #"[{"id":"ttA","title":"A","rank":1}]"#
    let server = try LoopbackServer { request in
      switch request.path {
      case "/b/2026-05-01", "/b/2026-05-03": .respond(text: list)
      case "/a/2026-05-03": .respond(status: 503)
      default: .respond(status: 404)
      }
    }
    let days = try CaptureDays(
      "archives: [{ url: \"\(server.baseURL)/a/{day}\" }, { url: \"\(server.baseURL)/b/{day}\" }]",
      archives: [])
    let result = try await days.place().backfill("test", range("2026-05-01", "2026-05-03"))
    #expect(
      outcomes(result.reports) == ["2026-05-01 published", "2026-05-02 missing", "2026-05-03 unavailable"])
    #expect(
      server.requests.map(\.path).sorted() == [
        "/a/2026-05-01", "/a/2026-05-02", "/a/2026-05-03", "/b/2026-05-01", "/b/2026-05-02",
      ])
    let states = try await days.summaries().map { "\($0.day) \($0.state.rawValue)" }
    #expect(states.sorted() == ["2026-05-01 published", "2026-05-02 missing", "2026-05-03 unavailable"])
  }

  @Test func archivesThatAgreeAreToldToAndThoseThatDifferAreHeldBack() async throws {
    let days = try fixture("agreement: compare")
    try days.put("AB", "a/2026-05-01T06-00")
    try days.put("AB", "b/2026-05-01T06-30")
    try days.put("AB", "a/2026-05-02T06-00")
    try days.put("BA", "b/2026-05-02T06-59")
    // An hour is enough time for a list to change, so these two are not compared.
    try days.put("AB", "a/2026-05-03T06-00")
    try days.put("BA", "b/2026-05-03T07-00")
    try days.put("AB", "b/2026-05-04T06-00")
    let result = try await days.place().backfill("test")
    #expect(
      outcomes(result.reports) == [
        "2026-05-01 published", "2026-05-02 quarantined", "2026-05-03 published", "2026-05-04 published",
      ])
    #expect(
      try await days.snapshots() == [
        "2026-05-01 06:00 published AB", "2026-05-01 06:30 published AB", "2026-05-02 06:00 quarantined AB",
        "2026-05-02 06:59 quarantined BA", "2026-05-03 06:00 published AB", "2026-05-03 07:00 published BA",
        "2026-05-04 06:00 published AB",
      ])
    #expect(
      try await days.summaries().filter { $0.state == .quarantined }.map(\.reason) == [
        "the list differs from that of file:../b/*.json: rank 1 is ttB there and ttA here, "
          + "and 1 more rank differs",
        "the list differs from that of file:../a/*.json: rank 1 is ttA there and ttB here, "
          + "and 1 more rank differs",
      ])
    #expect(
      try await days.evidence() == [
        "agreed: 2026-05-01", "in_conflict: 2026-05-02", "alone: 2026-05-03 2026-05-04",
      ])
    // With `on-conflict: first`, the list of the first archive is used.
    let decided = try fixture("agreement: compare\non-conflict: first")
    try decided.put("AB", "a/2026-05-02T06-00")
    try decided.put("BA", "b/2026-05-02T06-59")
    #expect(outcomes(try await decided.place().backfill("test").reports) == ["2026-05-02 published"])
    #expect(
      try await decided.snapshots() == ["2026-05-02 06:00 published AB", "2026-05-02 06:59 failed -"])
    #expect(
      try await decided.summaries().last?.reason
        == "the list differs from that of file:../a/*.json: rank 1 is ttA there and ttB here, "
        + "and 1 more rank differs; the job uses the list of the first archive")
  }

  @Test func anArchiveThatTwoOthersContradictIsHeldBackAlone() async throws {
    let days = try fixture("agreement: compare")
    try days.put("AB", "a/2026-05-01T06-00")
    try days.put("AB", "b/2026-05-01T06-10")
    try days.put("BA", "c/2026-05-01T06-20")
    #expect(outcomes(try await days.place().backfill("test").reports) == ["2026-05-01 published"])
    #expect(
      try await days.snapshots() == [
        "2026-05-01 06:00 published AB", "2026-05-01 06:10 published AB", "2026-05-01 06:20 quarantined BA",
      ])
    #expect(try await days.standing() == ["2026-05-01 06:10 published"])
    #expect(try await days.evidence() == ["agreed: 2026-05-01", "in_conflict:", "alone:"])
  }

  @Test func aListThatAnotherCheckHoldsBackContradictsNobody() async throws {
    let days = try fixture("agreement: compare")
    try days.put("AB", "a/2026-05-01T06-00")
    try days.put("A", "b/2026-05-01T06-10")
    try days.folder.write("<html>", to: "c/2026-05-01T06-20.json")
    #expect(outcomes(try await days.place().backfill("test").reports) == ["2026-05-01 published"])
    let snapshots = [
      "2026-05-01 06:00 published AB", "2026-05-01 06:10 quarantined A", "2026-05-01 06:20 quarantined -",
    ]
    #expect(try await days.snapshots() == snapshots)
    #expect(try await days.summaries()[1].reason == "1 entry, and the job allows exactly 2")
    // A stored list that another check quarantined does not contradict a later list either.
    try days.put("BA", "a/2026-05-01T06-40")
    #expect(
      outcomes(try await days.place().backfill("test", CaptureDays.all).reports) == ["2026-05-01 published"])
    #expect(try await days.snapshots() == snapshots + ["2026-05-01 06:40 published BA"])
  }

  @Test func whoseListIsRightIsDecidedOneByOne() async throws {
    let days = try fixture("agreement: compare")
    try days.put("AB", "a/2026-05-02T06-00")
    try days.put("BA", "b/2026-05-02T06-20")
    _ = try await days.place().backfill("test")
    let (place, chart, day) = (days.place(), days.chart, Day("2026-05-02")!)
    func waiting() async throws -> [String] {
      try await place.quarantined(chart: chart).map { "\($0.capturedAt)" }
    }
    // The list that was captured last would stand, so it is decided about first.
    #expect(try await waiting() == ["2026-05-02T06:20:00.000000Z"])
    _ = try await place.decide(.reject(because: "b was late"), chart, day)
    #expect(try await waiting() == ["2026-05-02T06:00:00.000000Z"])
    _ = try await place.decide(.accept(because: nil), chart, day)
    #expect(try await waiting() == [])
    #expect(try await days.standing() == ["2026-05-02 06:00 published"])
    // Decisions hold when the day is run again, and a rejected list can still be accepted.
    _ = try await place.backfill("test", CaptureDays.all)
    #expect(try await days.standing() == ["2026-05-02 06:00 published"])
    #expect(try await days.summaries().count == 2)
    _ = try await place.decide(.accept(because: nil), chart, day)
    #expect(try await days.standing() == ["2026-05-02 06:20 published"])
    #expect(try await days.evidence() == ["agreed:", "in_conflict: 2026-05-02", "alone:"])
  }
}
