import History
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import Operations

/// After any work on the lake, the front is told of the claims that what was recorded makes untrue.
@Suite struct BrokenClaimTests {
  private let day = Day("2026-05-01")!

  /// What a front was asked and told. A question is the name of a chart, and asks which item leads it on 1 May.
  private final class Front: Sendable {
    private let words = Mutex<[String]>([])

    /// What was asked and told since the last call.
    func take() -> [String] {
      words.withLock { words in
        defer { words = [] }
        return words
      }
    }

    /// The same workplace, at which this front is asked and told.
    func at(_ workplace: Workplace, _ day: Day) -> Workplace {
      var workplace = workplace
      workplace.asking = { workplace, question, _ in
        self.add("asked \(question[0])")
        let answer = try await workplace.answer(ChartQuestion(chart: ChartName(question[0])!, day: day))
        return ["leader": JSONValue(answer.entries.first?.title)]
      }
      workplace.onBrokenClaim = { check, _ in self.add("told \(check.claim.name)") }
      return workplace
    }

    private func add(_ word: String) { words.withLock { $0.append(word) } }
  }

  /// A list of two charts, and a claim about each of them.
  private func fixture(_ front: Front) async throws -> (fixture: WorkplaceFixture, workplace: Workplace) {
    let fixture = try WorkplaceFixture()
    let workplace = front.at(fixture.workplace("2026-05-02T12:00:00Z"), day)
    for chart in ["other", "test"] {
      try fixture.job(chart)
      try fixture.serve("AB", on: "2026-05-01", of: chart)
      _ = try await workplace.run(chart, for: day)
      _ = try await workplace.addClaim(
        "\(chart) leader", about: ChartName(chart)!, question: [chart])
    }
    #expect(front.take() == ["asked other", "asked test"])
    return (fixture, workplace)
  }

  @Test func workThatFailsTellsOfTheClaimsThatItMadeUntrue() async throws {
    let front = Front()
    let (fixture, workplace) = try await self.fixture(front)
    defer { withExtendedLifetime(fixture) {} }
    let (chart, day) = (fixture.chart, self.day)
    let failure = await #expect(throws: Failure.self) {
      try await workplace.work(on: .chart(chart)) { session in
        _ = try await QuarantineDecision.withdraw(because: "wrong").make(on: session.lake, chart, day)
        throw Failure(.source, "the next day failed")
      }
    }
    #expect(failure?.kind == .source)
    // The claim about the other chart is not looked at.
    #expect(front.take() == ["asked test", "told test leader"])
  }

  @Test func workThatRecordsNothingAsksNothing() async throws {
    let front = Front()
    let (fixture, workplace) = try await self.fixture(front)
    defer { withExtendedLifetime(fixture) {} }
    _ = try await workplace.decide(.withdraw(because: "wrong"), fixture.chart, day)
    #expect(front.take() == ["asked test", "told test leader"])
    let plan = try await workplace.restore([])
    #expect(plan.isEmpty)
    try await workplace.work { _ in }
    // Claims change no answer.
    _ = try await workplace.removeClaim("other leader")
    #expect(front.take() == [])
  }

  @Test func recordsThatAKilledProcessLeftBehindTellOfClaimsWhenTheyAreIndexed() async throws {
    let front = Front()
    let (fixture, workplace) = try await self.fixture(front)
    defer { withExtendedLifetime(fixture) {} }
    let copy = fixture.folder.path(of: "copy")
    var there = workplace
    there.place = LakePlace(folder: copy)
    _ = try await workplace.copy(from: workplace.place, to: there.place)
    _ = try await there.decide(.withdraw(because: "wrong"), fixture.chart, day)
    #expect(front.take() == ["asked test", "told test leader"])
    // A copy that was killed has brought the records, and has not indexed them.
    _ = try await LakeCopy.plan(from: there.place, to: workplace.place).carryOut()
    try await workplace.work { _ in }
    #expect(front.take() == ["asked test", "told test leader"])
    try await workplace.work { _ in }
    #expect(front.take() == [])
  }
}
