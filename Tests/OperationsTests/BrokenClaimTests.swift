import History
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Synchronization
import Testing

@testable import Operations

/// After any work on the lake, the front is told of the claims that what was recorded makes untrue, and why.
@Suite struct BrokenClaimTests {
  private let day = Day("2026-05-01")!

  /// What a front was asked and told. A question is the name of a chart, and asks which item leads it on 1 May. Questions as of an
  /// instant, which find out why a claim does not hold, are not kept.
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
      workplace.asking = { workplace, question, instant in
        if instant == nil { self.add("asked \(question[0])") }
        let answer = try await workplace.answer(
          ChartQuestion(chart: ChartName(question[0])!, day: day, cutoff: Cutoff(asOf: instant)))
        return ["leader": JSONValue(answer.entries.first?.title)]
      }
      workplace.onBrokenClaim = { check, _ in
        let cause = check.since.map { "\($0.by) of \($0.day)" } ?? "no record"
        self.add("told \(check.claim.name), \(cause)")
      }
      workplace.onEarlierBrokenClaims = { count, _ in self.add("\(count) before") }
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
    #expect(front.take() == ["asked test", "told test leader, withdraw of 2026-05-01"])
  }

  @Test func workThatRecordsNothingAsksNothing() async throws {
    let front = Front()
    let (fixture, workplace) = try await self.fixture(front)
    defer { withExtendedLifetime(fixture) {} }
    _ = try await workplace.decide(.withdraw(because: "wrong"), fixture.chart, day)
    #expect(front.take() == ["asked test", "told test leader, withdraw of 2026-05-01"])
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
    #expect(front.take() == ["asked test", "told test leader, withdraw of 2026-05-01"])
    // A copy that was killed has brought the records, and has not indexed them.
    _ = try await LakeCopy.plan(from: there.place, to: workplace.place).carryOut()
    try await workplace.work { _ in }
    #expect(front.take() == ["asked test", "told test leader, withdraw of 2026-05-01"])
    try await workplace.work { _ in }
    #expect(front.take() == [])
  }

  @Test func aClaimThatHadCeasedToHoldBeforeIsOnlyCounted() async throws {
    let front = Front()
    let (fixture, workplace) = try await self.fixture(front)
    defer { withExtendedLifetime(fixture) {} }
    _ = try await workplace.decide(.withdraw(because: "wrong"), fixture.chart, day)
    #expect(front.take() == ["asked test", "told test leader, withdraw of 2026-05-01"])
    try fixture.serve("AB", on: "2026-05-02")
    let later = front.at(fixture.workplace("2026-05-03T12:00:00Z"), day)
    _ = try await later.run("test", for: Day("2026-05-02")!)
    #expect(front.take() == ["asked test", "1 before"])
  }

  @Test func otherSettingsAreToldOnceAlthoughNoRecordExplainsTheChange() async throws {
    let front = Front()
    let fixture = try WorkplaceFixture()
    let run = { (day: String, now: String) async throws -> Workplace in
      try fixture.serve("AB", on: day)
      var workplace = front.at(fixture.workplace(now), self.day)
      workplace.asking = { workplace, _, _ in
        ["noun": .string(try await workplace.reader().noun(of: fixture.chart).one)]
      }
      _ = try await workplace.run("test", for: Day(day)!)
      return workplace
    }
    try fixture.job("test")
    let first = try await run("2026-05-01", "2026-05-02T12:00:00Z")
    _ = try await first.addClaim("noun", about: fixture.chart, question: ["noun"])
    try fixture.job("test", "item: song")
    _ = try await run("2026-05-02", "2026-05-03T12:00:00Z")
    #expect(front.take() == ["told noun, no record"])
    _ = try await run("2026-05-03", "2026-05-04T12:00:00Z")
    #expect(front.take() == ["1 before"])
  }

  /// After 300 records, the answer is wrong as of one of them and all later ones.
  @Test(arguments: [0, 1, 57, 198, 199, 200, 298, 299])
  func theCauseIsFoundAmongManyRecords(place: Int) async throws {
    let fixture = try WorkplaceFixture()
    let chart = fixture.chart
    try fixture.job("test")
    try fixture.serve("AB", on: "2026-05-01")
    var workplace = fixture.workplace("2026-05-02T12:00:00Z")
    workplace.asking = { _, _, _ in ["value": 1] }
    _ = try await workplace.run("test", for: day)
    let claim = try await workplace.addClaim("value", about: chart, question: ["value"])
    let closed = (0..<300).map { number in
      let day = Day("2020-01-01")!.advanced(by: 2 * number)
      return DayRange(from: day, to: day)
    }
    try await workplace.work(on: .chart(chart)) { session in
      _ = try await session.lake.decide(.close, about: closed, of: chart, reason: "no list exists")
    }
    let changes = try await workplace.reader().changes(of: chart, after: claim.claimedAt)
    #expect(changes.map(\.day) == closed.map(\.from))
    let cause = changes[place]
    workplace.asking = { _, _, instant in
      let isRight = instant.map { $0 < cause.recordedAt } ?? false
      return ["value": isRight ? 1 : 2]
    }
    #expect(try await workplace.checkClaims().map(\.since) == [cause])
  }
}
