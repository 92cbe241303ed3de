import History
import LakeStore
import RankingModel
import Testing

@Suite struct FilmQuestionTests {
  private func answer(_ film: String, _ fixture: ChartFixture, asOf: String? = nil) throws -> FilmAnswer {
    try FilmQuestion(chart: fixture.chart, film: film, asOf: asOf.flatMap { Instant($0) })
      .answer(from: fixture.reader)
  }

  @Test func aFilmIsCountedOverItsPublishedDays() async throws {
    let fixture = try await ChartFixture.sixDays()
    let film = try answer("ttB", fixture)
    #expect(film.title == "Film B")
    #expect(film.aliases == [])
    #expect(film.debut.day == Day("2026-05-01"))
    #expect(film.debut.rank == 2)
    #expect(film.debut.rating == nil)
    #expect(film.last.day == Day("2026-05-06"))
    #expect(film.last.rank == 1)
    #expect(film.days == 4)
    #expect(film.daysAtNumberOne == 3)
    #expect(film.observations.map(\.rank) == [2, 1, 1, 1])
  }

  @Test func thePeakIsDatedByItsFirstDay() async throws {
    let fixture = try await ChartFixture.sixDays()
    let film = try answer("ttB", fixture)
    #expect(film.peak.rank == 1)
    #expect(film.peak.day == Day("2026-05-02"))
    #expect(film.peak.days == 3)
  }

  @Test func missingDaysAreNoAbsencesButEndAStreak() async throws {
    let fixture = try await ChartFixture.sixDays()
    let film = try answer("ttB", fixture)
    #expect(film.returns == 0)
    #expect(film.longestStreak.from == Day("2026-05-01"))
    #expect(film.longestStreak.to == Day("2026-05-02"))
    #expect(film.longestStreak.days == 2)
  }

  @Test func aPublishedDayWithoutTheFilmMakesItsComingBackAReturn() async throws {
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

  @Test func aFilmOfAQuarantinedDayIsNotOnTheChart() async throws {
    let fixture = try await ChartFixture.sixDays()
    let failure = try #require(throws: Failure.self) { try answer("ttX", fixture) }
    #expect(failure.kind == .noData)
    #expect(failure.message == "no film on test has the id or a title with \"ttX\"")
  }

  @Test func aChangedTitleKeepsTheOldOnesAsAliases() async throws {
    let fixture = try await ChartFixture()
    for (day, title) in [("01", "Leon"), ("02", "Léon"), ("03", "Leon"), ("04", "Léon: The Professional")] {
      try await fixture.record("2026-05-\(day)", [Entry(rank: 1, id: FilmID("tt1"), title: title)])
    }
    let film = try answer("tt1", fixture)
    #expect(film.title == "Léon: The Professional")
    #expect(film.aliases == ["Leon", "Léon"])
    // An alias finds the film too, and case does not matter.
    #expect(try answer("LÉON", fixture).id == FilmID("tt1"))
  }

  @Test func aWholeTitleGoesBeforeAPartOfOne() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record(
      "2026-05-01",
      [
        Entry(rank: 1, id: FilmID("tt1"), title: "The Godfather Part II"),
        Entry(rank: 2, id: FilmID("tt2"), title: "The Godfather"),
      ])
    #expect(try answer("the godfather", fixture).id == FilmID("tt2"))
    #expect(try answer("part ii", fixture).id == FilmID("tt1"))
  }

  @Test func aTitleOfSeveralFilmsListsThemAndAsksForTheId() async throws {
    let fixture = try await ChartFixture()
    let twins = ["tt2", "tt1"].enumerated().map { Entry(rank: $0 + 1, id: FilmID($1), title: "Drishyam") }
    try await fixture.record("2026-05-01", twins)
    try await fixture.record("2026-05-02", [twins[0]])
    let failure = try #require(throws: Failure.self) { try answer("drishyam", fixture) }
    #expect(failure.kind == .noData)
    #expect(
      failure.message == """
        2 films on test fit "drishyam":
          tt1  Drishyam  (1 day)
          tt2  Drishyam  (2 days)
        """)
    #expect(failure.cure == "ask with the id, such as: marquee film test tt1")
  }

  @Test func aFilmOnAnotherChartIsAnother() async throws {
    let fixture = try await ChartFixture.sixDays()
    let other = try #require(ChartName("other"))
    try await fixture.record("2026-05-01", films("Z", "A"), recorded: "2026-05-10T12:01:00Z", of: other)
    #expect(try answer("ttA", fixture).days == 4)
    let film = try FilmQuestion(chart: other, film: "ttA").answer(from: fixture.reader)
    #expect(film.observations.map(\.rank) == [2])
    #expect(throws: Failure.self) { try answer("Film Z", fixture) }
  }
}
