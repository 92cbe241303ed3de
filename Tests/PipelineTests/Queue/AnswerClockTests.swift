import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

/// Answers that a wrong clock has dated.
@Suite struct AnswerClockTests {
  @Test func answersThatSeemToComeFromTheFutureAreAskedForAgain() async throws {
    let bench = try RunBench()
    // Ten years ahead for one day.
    bench.set("2036-05-01T06:00:00Z")
    _ = try await bench.run(bench.definition(), day: "2036-05-01")
    #expect(bench.asked == ["tt1": 1, "tt2": 1, "tt3": 1])
    bench.set("2026-05-01T06:00:00Z")
    try await bench.with(bench.definition()) { _, lake, _ in
      var request = ForgetRequest()
      request.recordedAfter = Instant("2026-05-02")
      try await lake.forget(try lake.reader.forgetPlan(request))
    }
    let report = try await bench.run(bench.definition())
    #expect(report.enrichment.asked == 3)
    #expect(report.enrichment.reused == 0)
    #expect(bench.asked == ["tt1": 2, "tt2": 2, "tt3": 2])
    // Those answers are dated right.
    bench.set("2026-05-01T07:00:00Z")
    #expect(try await bench.run(bench.definition()).enrichment.reused == 3)
  }

  @Test func aWrongClockIsToldBeforeAnythingIsAsked() async throws {
    let bench = try RunBench()
    _ = try await bench.run(bench.definition())
    let requests = bench.server.requests.count
    bench.set("2026-04-29T06:00:00Z")
    let failure = await #expect(throws: Failure.self) {
      try await bench.run(bench.definition(), day: "2026-04-29")
    }
    #expect(failure?.kind == .usage)
    #expect(bench.server.requests.count == requests)
  }
}
