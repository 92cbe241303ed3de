import Jobs
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

/// Answers that were dated by a wrong clock.
@Suite struct AnswerClockTests {
  @Test func answersThatSeemToComeFromTheFutureAreAskedForAgain() async throws {
    let fixture = try RunFixture()
    // The clock is ten years ahead for one day.
    fixture.set("2036-05-01T06:00:00Z")
    _ = try await fixture.run(fixture.definition(), day: "2036-05-01")
    #expect(fixture.asked == ["tt1": 1, "tt2": 1, "tt3": 1])
    fixture.set("2026-05-01T06:00:00Z")
    try await fixture.with(fixture.definition()) { _, lake, _ in
      var request = ForgetRequest()
      request.recordedAfter = Instant("2026-05-02")
      try await lake.forget(try lake.reader.forgetPlan(request))
    }
    let report = try await fixture.run(fixture.definition())
    #expect(report.enrichment.asked == 3)
    #expect(report.enrichment.reused == 0)
    #expect(fixture.asked == ["tt1": 2, "tt2": 2, "tt3": 2])
    // These answers have the right date.
    fixture.set("2026-05-01T07:00:00Z")
    #expect(try await fixture.run(fixture.definition()).enrichment.reused == 3)
  }

  @Test func aWrongClockIsToldBeforeAnythingIsAsked() async throws {
    let fixture = try RunFixture()
    _ = try await fixture.run(fixture.definition())
    let requests = fixture.server.requests.count
    fixture.set("2026-04-29T06:00:00Z")
    let failure = await #expect(throws: Failure.self) {
      try await fixture.run(fixture.definition(), day: "2026-04-29")
    }
    #expect(failure?.kind == .usage)
    #expect(fixture.server.requests.count == requests)
  }
}
