import Foundation
import MarqueeTestSupport
import Testing

/// `marquee lake prune` with wrong clocks.
@Suite(.timeLimit(.minutes(30))) struct PruneClockTests {
  /// Prunes without first setting the times of the mark files, which `LakeFixture` does.
  private func prune(
    _ fixture: LakeFixture, now: String, _ more: String..., status: Int32 = 0,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> RunningProgram.Ending {
    let ending = try await MarqueeBinary.run(
      ["lake", "prune", "--format", "csv"] + more,
      environment: ["MARQUEE_LAKE": fixture.lake, "MARQUEE_NOW": "\(now)Z"])
    #expect(ending.status == status, "\(ending.errors)", sourceLocation: location)
    return ending
  }

  private func write(_ mark: String, of fixture: LakeFixture, at date: String) throws {
    let time = try #require(ISO8601DateFormatter().date(from: "\(date)Z"))
    try FileManager.default.setAttributes(
      [.modificationDate: time], ofItemAtPath: "\(fixture.lake)/\(mark)")
  }

  @Test func aGracePeriodBeginsNoSoonerThanTheMarkWasWritten() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    _ = try await prune(fixture, now: "2026-05-04T13:00:00")
    let mark = try #require(try fixture.files(in: "marks").first)
    // The clock of the file system was two days ahead when the mark was written.
    try write(mark, of: fixture, at: "2026-05-06T13:00:00")
    for now in ["2026-05-05T14:00:00", "2026-05-07T12:59:00"] {
      let waiting = try await prune(fixture, now: now)
      #expect(waiting.output.matches(of: #/\bwait\b/#).count == 2, "\(waiting.output)")
      #expect(try fixture.objects().count == 7)
    }
    _ = try await prune(fixture, now: "2026-05-07T13:01:00")
    #expect(try fixture.objects().count == 5)
  }

  /// A clock set back by years marks nothing: by the right clock, the grace period of such marks would be over at once.
  @Test func aClockSetBackMarksNothing() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    let before = try fixture.tree()
    for more in ["--dry-run", "--quiet"] {
      let refused = try await prune(fixture, now: "2020-01-01T00:00:00", more, status: 64)
      expectOneMessage(refused, status: 64, saying: ["2026-05-03T12:00", "ahead of the clock"])
    }
    #expect(try fixture.tree() == before)
    _ = try await prune(fixture, now: "2026-05-04T13:00:00")
    #expect(try fixture.objects().count == 7)
    try await fixture.marquee("lake", "restore", "--all", now: "2026-05-04T14:00:00")
    #expect(try await fixture.versions(of: "2026-05-01").count == 2)
  }

  @Test func aClockSetBackByHoursDoesNotShortenTheGracePeriod() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    // The newest snapshot was recorded at noon of 3 May; this clock is 23 hours behind it.
    _ = try await prune(fixture, now: "2026-05-02T13:00:00")
    let mark = try #require(try fixture.files(in: "marks").first)
    try write(mark, of: fixture, at: "2026-05-02T13:00:00")
    _ = try await prune(fixture, now: "2026-05-04T11:59:00")
    #expect(try fixture.objects().count == 7)
    _ = try await prune(fixture, now: "2026-05-04T12:01:00")
    #expect(try fixture.objects().count == 5)
  }

  @Test func marksFarAheadAreToldAndNotObeyed() async throws {
    let fixture = try await LakeFixture.withUnusedObjects()
    _ = try await prune(fixture, now: "2026-06-04T13:00:00")
    let mark = try #require(try fixture.files(in: "marks").first)
    let refused = try await prune(fixture, now: "2026-05-05T12:59:00", status: 64)
    expectOneMessage(
      refused, status: 64, saying: [mark, "30 days ahead of the clock", "correct the clock"])
    #expect(try fixture.objects().count == 7)
    try fixture.remove(mark)
    _ = try await prune(fixture, now: "2026-05-05T13:00:00")
    #expect(try fixture.files(in: "marks").count == 1)
  }
}
