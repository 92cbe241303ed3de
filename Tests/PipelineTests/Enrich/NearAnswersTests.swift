import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

/// Past days are enriched by the answers nearest to them in time.
@Suite struct NearAnswersTests {
  /// A job whose source has every day, and whose answers are good for one day.
  private func definition(_ fixture: RunFixture) -> JobDefinition {
    fixture.definition {
      $0.extract.url += "?day={day}"
      $0.enrich?.maxAge = 86_400
    }
  }

  /// Makes the source answer with `year` as the year of each film, so that answers can be told apart.
  private func answer(in year: Int, _ fixture: RunFixture) {
    fixture.answer { item in
      .respond(
        text: #"{"Title":"Named \#(item)","Year":"\#(year)","imdbID":"\#(item)","Response":"True"}"#)
    }
  }

  /// Runs a day of January, with the year 2001 in its answers, and a day of March, with 2003.
  private func runTwoMonths(_ fixture: RunFixture, _ definition: JobDefinition) async throws {
    for (month, year) in [("01", 2001), ("03", 2003)] {
      fixture.set("2026-\(month)-10T06:00:00Z")
      answer(in: year, fixture)
      _ = try await fixture.run(definition, day: "2026-\(month)-10")
    }
  }

  private func years(_ fixture: RunFixture, _ day: String) async throws -> [JSONValue?] {
    try await fixture.published(day).map { $0["year"] }
  }

  @Test func aPastDayTakesTheNearestAnswerAndAsksOnlyWhereThereIsNone() async throws {
    let fixture = try RunFixture()
    let definition = definition(fixture)
    try await runTwoMonths(fixture, definition)
    #expect(fixture.asked == ["tt1": 2, "tt2": 2, "tt3": 2])
    fixture.set("2026-04-01T06:00:00Z")
    answer(in: 2004, fixture)
    fixture.serve(["tt1", "tt9"])
    // Both answers about tt1 are older than a day; the one of January is nearest. tt9 has no answer yet.
    let early = try await fixture.run(definition, day: "2026-01-20", plan: .past)
    #expect(try await years(fixture, "2026-01-20") == [2001, 2004])
    #expect(early.enrichment.asked == 1)
    #expect(early.enrichment.reused == 1)
    _ = try await fixture.run(definition, day: "2026-02-20", plan: .past)
    #expect(try await years(fixture, "2026-02-20") == [2003, 2004])
    #expect(fixture.asked == ["tt1": 2, "tt2": 2, "tt3": 2, "tt9": 1])
    // The day is nearer to now than to any answer.
    _ = try await fixture.run(definition, day: "2026-03-30", plan: .past)
    #expect(try await years(fixture, "2026-03-30") == [2004, 2004])
    #expect(fixture.asked == ["tt1": 3, "tt2": 2, "tt3": 2, "tt9": 1])
  }

  @Test func theNearestAnswerIsFoundInRecordsWhereTheWorkStateIsLost() async throws {
    let fixture = try RunFixture()
    let definition = definition(fixture)
    try await runTwoMonths(fixture, definition)
    #expect(try shell("rm '\(fixture.place.folder)'/work.sqlite*").isEmpty)
    fixture.set("2026-04-01T06:00:00Z")
    fixture.serve(["tt1", "tt2"])
    let report = try await fixture.run(definition, day: "2026-01-20", plan: .past, key: nil)
    // No key is needed, because nothing is asked.
    #expect(report.outcome == .published)
    #expect(try await years(fixture, "2026-01-20") == [2001, 2001])
    #expect(fixture.asked == ["tt1": 2, "tt2": 2, "tt3": 2])
  }

  @Test func todayIsAskedForAsBefore() async throws {
    let fixture = try RunFixture()
    let definition = definition(fixture)
    answer(in: 2001, fixture)
    _ = try await fixture.run(definition)
    fixture.set("2026-05-03T06:00:00Z")
    answer(in: 2002, fixture)
    let report = try await fixture.run(definition, day: "2026-05-03")
    #expect(report.enrichment.asked == 3)
    #expect(try await years(fixture, "2026-05-03") == [2002, 2002, 2002])
  }
}
