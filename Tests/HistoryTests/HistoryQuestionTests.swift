import JSON
import RankingModel
import Testing

@testable import History

@Suite struct HistoryQuestionTests {
  private func answer(_ item: String, _ fixture: ChartFixture, asOf: String? = nil) throws -> HistoryAnswer {
    try HistoryQuestion(chart: fixture.chart, item: item, cutoff: Cutoff(asOf: asOf.flatMap { Instant($0) }))
      .answer(from: fixture.reader)
  }

  @Test func aItemIsCountedOverItsPublishedDays() async throws {
    let fixture = try await ChartFixture.sixDays()
    let item = try answer("ttB", fixture)
    #expect(item.title == "Film B")
    #expect(item.aliases == [])
    #expect(item.debut.day == Day("2026-05-01"))
    #expect(item.debut.rank == 2)
    #expect(item.debut.measures == [])
    #expect(item.last.day == Day("2026-05-06"))
    #expect(item.last.rank == 1)
    #expect(item.days == 4)
    #expect(item.daysAtNumberOne == 3)
    #expect(item.observations.map(\.rank) == [2, 1, 1, 1])
  }

  @Test func thePeakIsDatedByItsFirstDay() async throws {
    let fixture = try await ChartFixture.sixDays()
    let item = try answer("ttB", fixture)
    #expect(item.peakEver.rank == 1)
    #expect(item.peakEver.day == Day("2026-05-02"))
    #expect(item.peakEver.days == 3)
  }

  @Test func missingDaysAreNoAbsencesButEndAStreak() async throws {
    let fixture = try await ChartFixture.sixDays()
    let item = try answer("ttB", fixture)
    #expect(item.returns == 0)
    #expect(item.longestStreak.from == Day("2026-05-01"))
    #expect(item.longestStreak.to == Day("2026-05-02"))
    #expect(item.longestStreak.days == 2)
  }

  @Test func aStayGoesOnOverMissingDays() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(
      try answer("ttB", fixture).longestStay
        == HistoryAnswer.Series(from: Day("2026-05-01")!, to: Day("2026-05-06")!, days: 4))
    // C is on the chart on 1 and 4 May, but absent on 2 May.
    #expect(
      try answer("ttC", fixture).longestStay
        == HistoryAnswer.Series(from: Day("2026-05-01")!, to: Day("2026-05-01")!, days: 1))
  }

  /// On the published days C stands at 3, 3, -, -, 3, 4, -, 1, 1; a new epoch begins on 6 May. W is on the chart on 7 May alone.
  @Test func aHistoryIsToldOfTheEpochOfTheLastDay() async throws {
    let epoch = Epoch(start: Day("2026-05-06")!, reason: "longer lists")
    let fixture = try await ChartFixture.tenDays(epochs: [epoch])
    let own = try answer("film c", fixture)
    #expect(own.epoch == epoch && own.nextEpoch == nil && own.debut.day == Day("2026-05-01"))
    #expect(own.observations.map(\.rank) == [3, 4, 1, 1])
    #expect([own.days, own.daysAtNumberOne, own.returns, own.longestStay.days] == [4, 2, 1, 2])
    #expect(own.peakEver == HistoryAnswer.Peak(rank: 1, day: Day("2026-05-09")!, days: 2))
    var question = HistoryQuestion(chart: fixture.chart, item: "ttC")
    let plot = try PlotQuestion(question).answer(from: fixture.reader)
    #expect(plot.history == own && plot.missing.isEmpty && plot.history.coverage.due == 5)
    question.acrossEpochs = true
    let across = try question.answer(from: fixture.reader)
    #expect(across.epoch == nil && across.nextEpoch == nil)
    #expect([across.days, across.daysAtNumberOne, across.returns] == [6, 2, 2])

    let next = Epoch(start: Day("2026-05-08")!, reason: "new")
    let gone = try answer("ttW", try await ChartFixture.tenDays(epochs: [next]))
    #expect(gone.epoch == nil && gone.nextEpoch == next && gone.days == 1)
    let between = try answer("ttW", try await ChartFixture.tenDays(epochs: [epoch, next]))
    #expect(between.epoch == epoch && between.nextEpoch == next && between.days == 1)
    // No list of an epoch that begins after the last known day is left out.
    let future = Epoch(start: Day("2026-05-11")!, reason: "new")
    #expect(try answer("ttW", try await ChartFixture.tenDays(epochs: [future])).nextEpoch == nil)
  }

  /// Publishes a chart with the item `ttA` on each of `days`.
  private func chart(_ cadence: Cadence, _ days: [String]) async throws -> ChartFixture {
    let fixture = try await ChartFixture(cadence: cadence)
    for (second, day) in days.enumerated() {
      try await fixture.record(day, items("A"), recorded: "2026-06-01T12:00:0\(second)Z")
    }
    return fixture
  }

  @Test func aStreakOfAWeeklyChartIsWeeksInARow() async throws {
    // Dates move from Mondays to Saturdays, and one week has no list.
    let fixture = try await chart(
      .weekly(due: .saturday), ["1961-12-18", "1961-12-25", "1962-01-06", "1962-01-13", "1962-01-27"])
    let item = try answer("ttA", fixture)
    #expect(item.cadence == .weekly(due: .saturday))
    #expect(
      item.longestStreak == HistoryAnswer.Series(from: Day("1961-12-18")!, to: Day("1962-01-13")!, days: 4))
    #expect(
      item.longestStay == HistoryAnswer.Series(from: Day("1961-12-18")!, to: Day("1962-01-27")!, days: 5))
  }

  @Test func twoListsOfOneWeekAreOneWeekOfAStreak() async throws {
    let fixture = try await chart(.weekly(due: .saturday), ["2026-05-04", "2026-05-09", "2026-05-16"])
    let item = try answer("ttA", fixture)
    #expect(item.days == 3)
    #expect(
      item.longestStreak == HistoryAnswer.Series(from: Day("2026-05-04")!, to: Day("2026-05-16")!, days: 2))
    #expect(item.longestStay.days == 3)
  }

  @Test func everyPublishedDayOfAnIrregularChartIsAPeriod() async throws {
    let item = try answer("ttA", try await chart(.irregular, ["2026-04-01", "2026-05-10", "2026-05-11"]))
    #expect(
      item.longestStreak == HistoryAnswer.Series(from: Day("2026-04-01")!, to: Day("2026-05-11")!, days: 3))
    #expect(item.longestStay == item.longestStreak)
  }

  @Test func aPublishedDayWithoutTheItemMakesItsComingBackAReturn() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(try answer("ttC", fixture).returns == 1)
    #expect(try answer("ttD", fixture).returns == 1)
    #expect(try answer("ttC", fixture).longestStreak.from == Day("2026-05-01"))
    #expect(try answer("ttC", fixture).longestStreak.days == 1)
  }

  @Test func supersededSnapshotsDoNotCountUnlessAskedForAsOfThen() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(try answer("ttA", fixture).observations.map(\.rank) == [1, 2, 3, 3])
    #expect(try answer("ttA", fixture, asOf: "2026-05-09").observations.map(\.rank) == [1, 2, 3, 2])
    #expect(try answer("ttA", fixture, asOf: "2026-05-04").observations.map(\.rank) == [1, 2])
  }

  @Test func aItemOfAQuarantinedDayIsNotOnTheChart() async throws {
    let fixture = try await ChartFixture.sixDays()
    let failure = try #require(throws: Failure.self) { try answer("ttX", fixture) }
    #expect(failure.kind == .noData)
    #expect(failure.message == "no item on test has the id or a title with \"ttX\"")
  }

  @Test func aTitleThatNobodyHasComesWithThoseThatAreNear() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", [Entry(rank: 1, id: ItemID("tt1"), title: "The Godfather")])
    let failure = try #require(throws: Failure.self) { try answer("godfahter", fixture) }
    #expect(failure.message == "no item on test has the id or a title with \"godfahter\"")
    #expect(failure.remedy == .words("did you mean \"The Godfather\"?"))
    #expect(failure.facts == [JSONMember("suggestions", ["The Godfather"])])
    let other = try #require(throws: Failure.self) { try answer("zzzz", fixture) }
    #expect(other.remedy == .showItems(of: fixture.chart, .item))
  }

  @Test func aHistorySaysHowMuchOfTheChartIsKnown() async throws {
    let fixture = try await ChartFixture.sixDays()
    let history = try answer("ttD", fixture)
    #expect([history.coverage.observed, history.coverage.due] == [4, 6])
    #expect(history.coverage.atMost(history.days) == 4)
    #expect(try answer("ttA", fixture, asOf: "2026-05-03").coverage.atMost(2) == nil)
  }

  @Test func aChangedTitleKeepsTheOldOnesAsAliases() async throws {
    let fixture = try await ChartFixture()
    for (day, title) in [("01", "Leon"), ("02", "Léon"), ("03", "Leon"), ("04", "Léon: The Professional")] {
      try await fixture.record("2026-05-\(day)", [Entry(rank: 1, id: ItemID("tt1"), title: title)])
    }
    let item = try answer("tt1", fixture)
    #expect(item.title == "Léon: The Professional")
    #expect(item.aliases == ["Leon", "Léon"])
    // An alias finds the item too, and case does not matter.
    #expect(try answer("LÉON", fixture).id == ItemID("tt1"))
  }

  @Test func aWholeTitleGoesBeforeAPartOfOne() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record(
      "2026-05-01",
      [
        Entry(rank: 1, id: ItemID("tt1"), title: "The Godfather Part II"),
        Entry(rank: 2, id: ItemID("tt2"), title: "The Godfather"),
      ])
    #expect(try answer("the godfather", fixture).id == ItemID("tt2"))
    #expect(try answer("part ii", fixture).id == ItemID("tt1"))
  }

  @Test func aTitleOfSeveralItemsListsThemAndAsksForTheId() async throws {
    let fixture = try await ChartFixture()
    let twins = ["tt2", "tt1"].enumerated().map { Entry(rank: $0 + 1, id: ItemID($1), title: "Drishyam") }
    try await fixture.record("2026-05-01", twins)
    try await fixture.record("2026-05-02", [twins[0]])
    let failure = try #require(throws: Failure.self) { try answer("drishyam", fixture) }
    #expect(failure.kind == .noData)
    #expect(
      failure.message == """
        2 items on test fit "drishyam":
          tt1  Drishyam
          tt2  Drishyam
        """)
    #expect(failure.remedy == .askForItem(ItemID("tt1"), insteadOf: "drishyam"))
    #expect(
      failure.facts == [
        JSONMember(
          "candidates", [["id": "tt1", "title": "Drishyam"], ["id": "tt2", "title": "Drishyam"]])
      ])
  }

  @Test func aTitleIsFoundHoweverItIsWritten() async throws {
    let fixture = try await ChartFixture()
    let titles = ["Le Fabuleux Destin d’Amélie Poulain", "WALL·E", "Résumé", "Resume"]
    try await fixture.record(
      "2026-05-01", titles.enumerated().map { Entry(rank: $0 + 1, id: ItemID("tt\($0 + 1)"), title: $1) })
    for (words, id) in [
      ("amelie", "tt1"), ("D'AMELIE POULAIN", "tt1"), ("wall-e", "tt2"), ("Wall E", "tt2"), ("resume", "tt4"),
      ("d&apos;Am&eacute;lie", "tt1"),
      // An exact title comes before a similar one.
      ("résumé", "tt3"),
    ] {
      #expect(try answer(words, fixture).id == ItemID(id), "\(words)")
    }
  }

  @Test func aPastedAddressStandsForTheIdInIt() async throws {
    let fixture = try await ChartFixture()
    let ids = ["tt0111161", "swiftlang/swift"]
    try await fixture.record(
      "2026-05-01", ids.enumerated().map { Entry(rank: $0 + 1, id: ItemID($1), title: "No \($0)") })
    for (address, id) in [
      ("https://www.imdb.com/title/tt0111161/?ref_=chttp_t_1", ids[0]),
      ("http://m.imdb.com/title/tt0111161", ids[0]), ("https://github.com/swiftlang/swift#readme", ids[1]),
    ] {
      #expect(try answer(address, fixture).id == ItemID(id), "\(address)")
    }
    #expect(throws: Failure.self) { try answer("https://www.imdb.com/title/tt9999999/", fixture) }
  }

  @Test func ofTwoRowsOfOneDayTheBetterRankIsTheItems() async throws {
    let fixture = try await ChartFixture.twoRows()
    let a = try answer("a", fixture)
    #expect(a.observations.map(\.rank) == [1, 2, 3])
    #expect(
      [a.days, a.daysAtNumberOne, a.peakEver.days, a.returns, a.longestStreak.days] == [3, 1, 1, 0, 3])
    let b = try answer("b", fixture)
    #expect(b.observations.map(\.rank) == [2, 1, 1])
    #expect(
      [b.days, b.daysAtNumberOne, b.peakEver.days, b.returns, b.longestStreak.days] == [3, 2, 2, 0, 3])
  }

  @Test func aItemOnAnotherChartIsAnother() async throws {
    let fixture = try await ChartFixture.sixDays()
    let other = try #require(ChartName("other"))
    try await fixture.record("2026-05-01", items("Z", "A"), recorded: "2026-05-10T12:01:00Z", of: other)
    #expect(try answer("ttA", fixture).days == 4)
    let item = try HistoryQuestion(chart: other, item: "ttA").answer(from: fixture.reader)
    #expect(item.observations.map(\.rank) == [2])
    #expect(throws: Failure.self) { try answer("Film Z", fixture) }
  }
}
