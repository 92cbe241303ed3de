import LakeStore
import RankingModel
import Testing

@testable import History

@Suite struct ComparisonQuestionTests {
  private func compare(_ fixture: ChartFixture, _ items: String..., asOf: String? = nil) throws -> HeadToHead
  {
    try ComparisonQuestion(
      chart: fixture.chart, items: items, cutoff: Cutoff(asOf: asOf.flatMap { Instant($0) })
    ).answer(from: fixture.reader)
  }

  private func rows(_ comparison: HeadToHead) -> [String] {
    comparison.items.map {
      "\($0.id) \($0.title): \($0.days) days, best \($0.best ?? 0), above \($0.daysAbove)"
    }
      + comparison.crossings.map { "\($0.day) \($0.above) over \($0.below)" }
  }

  /// On 1, 2, 4 and 6 May, A stands at 1, 2, 3, 3 and B at 2, 1, 1, 1.
  @Test func daysAboveAndCrossingsAreCountedOverDaysTogether() async throws {
    let answer = try compare(try await ChartFixture.sixDays(), "ttA", "film b")
    #expect(answer.together == 4)
    #expect(
      rows(answer) == [
        "ttA Film A: 4 days, best 1, above 1", "ttB Film B: 4 days, best 1, above 3",
        "2026-05-02 ttB over ttA",
      ])
    #expect([answer.coverage.observed, answer.coverage.due] == [4, 6])
    #expect(answer.togetherAtMost == 6)
  }

  /// C stands at 3 on 1 May and at 2 on 4 May, and is on the chart on no other day: what A does on the other days does not count.
  @Test func daysOfOneItemAloneDoNotCount() async throws {
    let answer = try compare(try await ChartFixture.sixDays(), "ttA", "ttC")
    #expect(answer.together == 2)
    #expect(
      rows(answer) == [
        "ttA Film A: 4 days, best 1, above 1", "ttC Film C: 2 days, best 2, above 1",
        "2026-05-04 ttC over ttA",
      ])
  }

  /// All are on the chart on 1 May (A B C) and 4 May (B C A).
  @Test func ofSeveralItemsEachPairMayCross() async throws {
    let answer = try compare(try await ChartFixture.sixDays(), "ttA", "ttB", "ttC")
    #expect(answer.together == 2)
    #expect(answer.items.map(\.daysAbove) == [1, 1, 0])
    #expect(rows(answer).suffix(2) == ["2026-05-04 ttB over ttA", "2026-05-04 ttC over ttA"])
  }

  /// The published day before with both items is told, and whether a published or a missing day lies between.
  @Test(arguments: [
    ("1 A B, 2 B A", "2 after 1"),
    ("1 A B, 3 B A", "3 after 1, not next to it"),
    ("1 A B, 2 A, 3 B A", "3 after 1, not next to it"),
    ("1 A B, 2 A B, 4 A, 5 B A", "5 after 2, not next to it"),
  ])
  func aCrossingNamesTheLastDayTogether(lists: String, crossing: String) async throws {
    let fixture = try await ChartFixture()
    for list in lists.split(separator: ", ") {
      let words = list.split(separator: " ").map(String.init)
      let entries = words.dropFirst().enumerated().map { place, name in
        Entry(rank: place + 1, id: ItemID("tt\(name)"), title: "Film \(name)")
      }
      try await fixture.record("2026-05-0\(words[0])", entries)
    }
    let crossings = try compare(fixture, "ttA", "ttB").crossings.map { crossing in
      "\(crossing.day.civil.day) after \(crossing.previousDay.civil.day)"
        + (crossing.hasDaysBetween ? ", not next to it" : "")
    }
    #expect(crossings == [crossing])
  }

  @Test func onlyWhatWasRecordedByThenCounts() async throws {
    let answer = try compare(try await ChartFixture.sixDays(), "ttA", "ttB", asOf: "2026-05-02T12:00:00Z")
    #expect(answer.together == 1)
    #expect(answer.items.map(\.daysAbove) == [1, 0])
    #expect(answer.crossings.isEmpty)
  }

  @Test func ofItemsWithOneRankNoneIsAboveAndNoneCrosses() async throws {
    let fixture = try await ChartFixture()
    for (day, ranks) in [("01", [1, 2]), ("02", [1, 1]), ("03", [1, 2]), ("04", [1, 1]), ("05", [2, 1])] {
      try await fixture.record(
        "2026-05-\(day)",
        zip(["a", "b"], ranks).map { Entry(rank: $1, id: ItemID($0), title: $0) })
    }
    let answer = try compare(fixture, "a", "b")
    #expect(answer.together == 5)
    #expect(
      rows(answer) == [
        "a a: 5 days, best 1, above 2", "b b: 5 days, best 1, above 1", "2026-05-05 b over a",
      ])
    #expect(answer.crossings.map(\.previousDay) == [Day("2026-05-04")!])
  }

  @Test func oneItemTwiceIsRefused() async throws {
    let fixture = try await ChartFixture.sixDays()
    let failure = try #require(throws: Failure.self) { try compare(fixture, "ttA", "ttB", "Film A") }
    #expect(failure.kind == .usage)
    #expect(failure.message == "\"ttA\" and \"Film A\" are the same: Film A (ttA)")
    #expect(throws: Failure.self) { try compare(fixture, "ttA", "ttX") }
  }

  /// A new epoch begins on 6 May: from then on A stands at 1, 1, 1, 2, 3 and C at 3, 4, -, 1, 1. D is below A on 6 and 8 May; in
  /// the epoch before, D is below A on 3 May and above A on 5 May.
  @Test func itemsAreComparedWithinTheEpochOfTheirLastDayTogether() async throws {
    let epoch = Epoch(start: Day("2026-05-06")!, reason: "longer lists")
    let fixture = try await ChartFixture.tenDays(epochs: [epoch])
    let answer = try compare(fixture, "ttA", "ttC")
    #expect(answer.epoch == epoch)
    #expect(answer.together == 4)
    #expect(
      rows(answer) == [
        "ttA Film A: 5 days, best 1, above 2", "ttC Film C: 4 days, best 1, above 2",
        "2026-05-09 ttC over ttA",
      ])
    #expect([answer.coverage.observed, answer.coverage.due] == [5, 5])
    var question = ComparisonQuestion(chart: fixture.chart, items: ["ttA", "ttD"])
    #expect(try question.answer(from: fixture.reader).crossings.isEmpty)
    question.acrossEpochs = true
    let across = try question.answer(from: fixture.reader)
    #expect(across.epoch == nil && across.together == 4)
    #expect(across.crossings.map { "\($0.day) \($0.above)" } == ["2026-05-05 ttD", "2026-05-06 ttA"])
  }

  /// Items are compared in the last epoch in which all of them could be on the chart. C leaves as the new epoch begins on 3 May,
  /// and D enters then.
  @Test func anItemThatIsGoneIsComparedBeforeItLeft() async throws {
    let fixture = try await ChartFixture.tenDays(epochs: [Epoch(start: Day("2026-05-03")!, reason: "new")])
    let answer = try ComparisonQuestion(
      chart: fixture.chart, items: ["ttA", "ttB"], cutoff: Cutoff(asOf: Instant("2026-05-03T12:00:00Z"))
    ).answer(from: fixture.reader)
    #expect(answer.epoch == nil && answer.together == 2)
    let gone = try ComparisonQuestion(
      chart: fixture.chart, items: ["ttC", "ttD"], cutoff: Cutoff(asOf: Instant("2026-05-06T12:00:00Z"))
    ).answer(from: fixture.reader)
    #expect(gone.epoch == nil && gone.nextEpoch?.start == Day("2026-05-03") && gone.together == 0)
    #expect(rows(gone) == ["ttC Film C: 2 days, best 3, above 0", "ttD Film D: 0 days, best 0, above 0"])
  }

  /// The true values lie within the bounds, whichever of the days in the middle are missing.
  @Test(arguments: [[1], [2], [1, 3], [1, 2, 3]]) func boundsHoldTheTruth(without: [Int]) async throws {
    let lists = [items("A", "B"), items("B", "A"), items("B"), items("A", "B"), items("B", "A")]
    let (whole, part) = (try await ChartFixture(), try await ChartFixture())
    for (place, list) in lists.enumerated() {
      try await whole.record("2026-05-0\(place + 1)", list)
      if !without.contains(place) { try await part.record("2026-05-0\(place + 1)", list) }
    }
    let (truth, known) = (try compare(whole, "ttA", "ttB"), try compare(part, "ttA", "ttB"))
    #expect(truth.together == 4)
    #expect(known.coverage.missing == without.count)
    let counts = zip(
      [truth.together] + truth.items.map(\.daysAbove), [known.together] + known.items.map(\.daysAbove))
    for (count, least) in counts { #expect((least...least + without.count).contains(count)) }
  }
}
