import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// The steps that the record of a day says were finished.
@Suite struct StepsTests {
  private func steps(
    _ fixture: RunFixture, _ outcome: DayState, _ change: (inout JobDefinition) -> Void = { _ in }
  ) async throws -> [Step] {
    let report = try await fixture.run(fixture.definition(change))
    #expect(report.outcome == outcome)
    // The stored record agrees with the report.
    let stored = try await fixture.with(fixture.definition()) { _, lake, _ in try lake.reader.run(report.id) }
    #expect(stored?.steps == report.steps)
    return report.steps
  }

  @Test func aDayWithoutAListComesThroughNoStep() async throws {
    let fixture = try RunFixture()
    fixture.serve(.respond(status: 404))
    #expect(try await steps(fixture, .missing) == [])
  }

  @Test func aListThatCannotBeReadIsExtracted() async throws {
    let fixture = try RunFixture()
    fixture.serve(.respond(text: "no list"))
    #expect(try await steps(fixture, .failed) == [.extract])
  }

  @Test func aDayThatACheckFailsIsNotLoaded() async throws {
    let fixture = try RunFixture()
    let found = try await steps(fixture, .failed) {
      $0.check.entries = Checks.Bounds(atLeast: 5, atMost: nil, onFailure: .fail)
    }
    #expect(found == [.extract, .transform, .enrich, .check])
  }

  @Test func aDayInQuarantineIsLoadedAndSoIsOneThatIsUnchanged() async throws {
    let fixture = try RunFixture()
    for _ in 0..<2 {
      let found = try await steps(fixture, .quarantined) {
        $0.check.entries = Checks.Bounds(atLeast: 5, atMost: nil, onFailure: .quarantine)
      }
      #expect(found == Step.allCases)
    }
  }

  @Test func withoutEnrichmentThereIsNoSuchStep() async throws {
    let fixture = try RunFixture()
    #expect(
      try await steps(fixture, .published) { $0.enrich = nil } == [.extract, .transform, .check, .load])
  }
}
