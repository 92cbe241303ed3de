import History
import LakeStore
import RankingModel
import Testing

/// What archives say of a day together.
@Suite struct EvidenceTests {
  private let day = Day("2026-05-01")!

  /// Quarantines a list of 1 May that `archive` had, because of `check`. The reason does not say which check that was.
  private func quarantine(
    _ entries: [Entry], of archive: String, at instant: String, _ check: String, in fixture: ChartFixture
  ) async throws {
    let at = Instant(instant)!
    var report = RunReport(id: "run-\(archive)", chart: fixture.chart, day: day, trigger: .run, startedAt: at)
    (report.finishedAt, report.outcome, report.reason) = (at, .quarantined, "held back")
    report.findings = [Finding(check: check, severity: .quarantine, message: "held back")]
    let version = try await fixture.lake.put([VersionDocument.bytes(entries)])[0]
    let list = RawObject(
      object: version, role: .list, url: "file:list.json", fetchedAt: at,
      capture: CaptureReference(archive: archive))
    _ = try await fixture.lake.append(
      [
        Lake.Draft(
          chart: fixture.chart, day: day, state: .quarantined, version: version, entries: entries,
          raw: [list], report: report)
      ], settings: nil, at: at)
  }

  private func evidence(_ check: String) async throws -> [Evidence.State: [Day]] {
    let fixture = try await ChartFixture()
    // Sets the clock.
    try await fixture.record("2026-04-30", items("A"))
    try await quarantine(items("A", "B"), of: "a", at: "2026-05-01T06:00:00Z", check, in: fixture)
    try await quarantine(items("B", "A"), of: "b", at: "2026-05-01T06:30:00Z", check, in: fixture)
    return try StatusQuestion(chart: fixture.chart).answer(from: fixture.reader).evidence
  }

  @Test func listsThatWereHeldBackBecauseTheyDifferAreInConflictWhateverTheReasonSays() async throws {
    #expect(try await evidence(Finding.agreement) == [.inConflict: [day]])
  }

  @Test func listsThatWereHeldBackForAnotherFaultAreNoEvidence() async throws {
    #expect(try await evidence("entries") == [:])
  }
}
