import JSON
import LakeStore
import RankingModel
import Testing

@testable import History

@Suite struct DayVersionsTests {
  private func rows(_ fixture: ChartFixture, _ day: String, asOf: String? = nil) async throws -> [DayVersions
    .Row]
  {
    try await DayVersionsQuestion(
      chart: fixture.chart, day: Day(day)!, cutoff: Cutoff(asOf: asOf.flatMap { Instant($0) })
    ).answer(from: fixture.reader).rows
  }

  private func words(_ changes: EntryChanges?) -> [String]? {
    changes?.all.map { change in
      let field = change.field.map { " \($0)" } ?? ""
      return
        "\(change.kind.rawValue) \(change.id)\(field) \(CanonicalJSON.text(change.before)) "
        + CanonicalJSON.text(change.after)
    }
  }

  /// The list of 6 May was B A D until 10 May, and is B D A since then.
  @Test func aCorrectionIsHeldAgainstWhatStoodBefore() async throws {
    let fixture = try await ChartFixture.sixDays()
    let rows = try await rows(fixture, "2026-05-06")
    #expect(rows.map(\.event) == [.snapshot, .snapshot])
    #expect(rows.map(\.stands) == [false, true])
    #expect(rows.map(\.recordedAt.description).map { $0.prefix(10) } == ["2026-05-07", "2026-05-10"])
    #expect(rows[0].changes == nil)
    #expect(rows[1].previousVersion == rows[0].version)
    #expect(words(rows[1].changes) == ["moved ttD 3 2", "moved ttA 2 3"])
    #expect(rows[1].changes?.unchanged == 1)
    #expect(try await self.rows(fixture, "2026-05-06", asOf: "2026-05-09").map(\.stands) == [true])
  }

  @Test func aDecisionShowsWhatIsPublishedByIt() async throws {
    let fixture = try await ChartFixture()
    let day = Day("2026-05-01")!
    try await fixture.record("2026-05-01", items("A", "B"))
    try await fixture.record(
      "2026-05-01", items("A", "C"), state: .quarantined, recorded: "2026-05-03T12:00:00Z", reason: "turnover"
    )
    let held = try #require(try fixture.reader.days(of: fixture.chart, on: day).first?.held)
    _ = try await fixture.lake.decide(.accept, about: held, state: .published, reason: "looked at")
    let published = try #require(try fixture.reader.days(of: fixture.chart, on: day).first?.published)
    #expect(published.number == held.number)
    _ = try await fixture.lake.decide(.withdraw, about: published, reason: "by mistake")
    let rows = try await rows(fixture, "2026-05-01")
    #expect(rows.map(\.event) == [.snapshot, .snapshot, .accept, .withdraw])
    #expect(rows.map(\.state) == [.published, .quarantined, .published, .failed])
    #expect(rows.map(\.reason) == [nil, "turnover", "looked at", "by mistake"])
    #expect(rows.map(\.stands) == [true, false, false, false])
    let (entering, leaving) = (
      ["entered ttC null 2", "left ttB 2 null"], ["entered ttB null 2", "left ttC 2 null"]
    )
    #expect(rows.map { words($0.changes) } == [nil, entering, entering, leaving])
    let versions = rows.map(\.version)
    #expect(rows.map(\.previousVersion) == [nil, versions[0], versions[0], versions[1]])
  }

  /// A withdrawn list does not stand, even where the day has no other. Once it is accepted again, it stands by that decision.
  @Test func atMostOneRecordStands() async throws {
    let fixture = try await ChartFixture()
    let day = Day("2026-05-01")!
    try await fixture.record("2026-05-01", items("A", "B"))
    #expect(try await rows(fixture, "2026-05-01").map(\.stands) == [true])
    let published = try #require(try fixture.reader.days(of: fixture.chart, on: day).first?.published)
    _ = try await fixture.lake.decide(.withdraw, about: published, reason: "by mistake")
    let withdrawn = try await rows(fixture, "2026-05-01")
    #expect(withdrawn.map(\.state) == [.published, .failed])
    #expect(withdrawn.map(\.stands) == [false, false])
    let held = try #require(try fixture.reader.days(of: fixture.chart, on: day).first?.held)
    _ = try await fixture.lake.decide(.accept, about: held, state: .published)
    let accepted = try await rows(fixture, "2026-05-01")
    #expect(accepted.map(\.event) == [.snapshot, .withdraw, .accept])
    #expect(accepted.map(\.stands) == [false, false, true])
  }

  @Test func aDayThatIsNotPublishedHasNothingToCompare() async throws {
    let fixture = try await ChartFixture.sixDays()
    let rows = try await rows(fixture, "2026-05-03")
    #expect(rows.map(\.state) == [.missing])
    #expect(rows[0].reason == "the source has no such day")
    #expect(rows[0].changes == nil && rows[0].version == nil)
    await #expect(throws: Failure.self) { try await self.rows(fixture, "2026-06-01") }
  }

  @Test func titlesAndFieldsAreComparedToo() {
    let before = [
      Entry(
        rank: 1, id: ItemID("A"), title: "Leon",
        fields: [JSONMember("rating", 8.1), JSONMember("year", 1994)]),
      Entry(rank: 2, id: ItemID("B"), title: "B"),
    ]
    let after = [
      Entry(
        rank: 1, id: ItemID("A"), title: "Léon", fields: [JSONMember("rating", 8.2), JSONMember("votes", 5)])
    ]
    #expect(
      words(EntryChanges(from: before, to: after)) == [
        "left B 2 null", #"retitled A "Leon" "Léon""#, "changed A rating 8.1 8.2", "changed A year 1994 null",
        "changed A votes null 5",
      ])
    let none = EntryChanges(from: before, to: before)
    #expect(none.all.isEmpty && none.unchanged == 2)
  }
}
