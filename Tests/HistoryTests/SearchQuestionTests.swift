import JSON
import LakeStore
import RankingModel
import Testing

@testable import History

@Suite struct SearchQuestionTests {
  private func entry(_ rank: Int, _ title: String, _ fields: [JSONMember] = []) -> Entry {
    Entry(rank: rank, id: ItemID("tt\(rank)"), title: title, fields: fields)
  }

  /// Two days of seven films; the sixth changes its title. A further film is only on a superseded snapshot, and so on no day.
  private func fixture() async throws -> ChartFixture {
    let fixture = try await ChartFixture()
    let films = [
      entry(1, "Le Fabuleux Destin d’Amélie Poulain", [JSONMember("genre", ["Comedy", "Romance"])]),
      entry(2, "WALL·E"),
      entry(
        3, "Heat",
        [
          JSONMember("director", "Michael Mann"), JSONMember("stars", ["Al Pacino", "Robert De Niro"]),
          JSONMember("poster", "https://example.org/poster"),
        ]),
      entry(4, "The Heat"), entry(5, "Cheating"),
    ]
    let (sixth, seventh) = (entry(6, "Heathers"), entry(7, "Heat Wave"))
    try await fixture.record("2026-05-01", films + [sixth, seventh])
    try await fixture.record("2026-05-02", films + [entry(8, "Zodiac")])
    try await fixture.record(
      "2026-05-02", films + [entry(6, "Lethal Attraction"), seventh], recorded: "2026-05-04T12:00:00Z")
    return fixture
  }

  private func search(
    _ fixture: ChartFixture, _ text: String, limit: Int = 20, chart: ChartName? = nil, asOf: String? = nil
  ) throws -> SearchAnswer {
    try SearchQuestion(
      text: text, chart: chart, limit: limit, cutoff: Cutoff(asOf: asOf.flatMap { Instant($0) })
    ).answer(from: fixture.reader)
  }

  private func words(_ answer: SearchAnswer) -> [String] {
    answer.rows.map { "\($0.id) \($0.field): \($0.value)" }
  }

  @Test func theBestMatchesComeFirst() async throws {
    let answer = try search(try await fixture(), "HEAT")
    #expect(
      words(answer) == [
        "tt3 title: Heat", "tt7 title: Heat Wave", "tt4 title: The Heat", "tt5 title: Cheating",
        "tt6 alias: Heathers",
      ])
    #expect(answer.more == 0)
  }

  /// A year is a whole number from 1800 to 2199 that is no measure of the chart. Words may be in a title and in a year.
  @Test func itemsAreFoundByTheirYears() async throws {
    let fixture = try await ChartFixture()
    let settings = ChartSettings(
      chart: fixture.chart, title: "Test", item: .item, measures: ["votes"], job: nil)
    let films = [
      entry(1, "The Godfather", [JSONMember("year", 1972), JSONMember("votes", 1994)]),
      entry(2, "The Godfather Part II", [JSONMember("year", 1974), JSONMember("minutes", 202)]),
      entry(3, "1917", [JSONMember("year", 2019)]), entry(4, "Metropolis", [JSONMember("gross", 2200)]),
      entry(5, "Monkeyshines", [JSONMember("year", 1890)]), entry(6, "Early", [JSONMember("year", 1799)]),
    ]
    try await fixture.record("2026-05-01", films, settings: settings)
    for (text, found) in [
      ("1972", ["tt1 year: 1972"]), ("godfather 1974", ["tt2 year: 1974"]), ("1917", ["tt3 title: 1917"]),
      ("1890", ["tt5 year: 1890"]), ("2019", ["tt3 year: 2019"]),
    ] {
      #expect(words(try search(fixture, text)) == found, "\(text)")
    }
    for text in ["1994", "202", "2200", "1799", "godfather 2019"] {
      #expect(try #require(throws: Failure.self) { try search(fixture, text) }.kind == .noData, "\(text)")
    }
  }

  @Test(arguments: ["", "   ", "\t"]) func nothingIsNoQuestion(text: String) async throws {
    let fixture = try await fixture()
    #expect(try #require(throws: Failure.self) { try search(fixture, text) }.kind == .usage)
  }

  @Test func eachRowTellsWhenTheItemStood() async throws {
    let fixture = try await fixture()
    let row = try #require(try search(fixture, "heathers").rows.first)
    #expect(row.title == "Lethal Attraction")
    #expect([row.firstDay, row.lastDay] == [Day("2026-05-01")!, Day("2026-05-02")!])
    #expect([row.days, row.bestRank] == [2, 6])
    #expect(try search(fixture, "heat").coverage[fixture.chart]?.observed == 2)
  }

  @Test func moreThanTheLimitIsCounted() async throws {
    let answer = try search(try await fixture(), "heat", limit: 2)
    #expect(answer.rows.map(\.id) == [ItemID("tt3"), ItemID("tt7")])
    #expect(answer.more == 3)
  }

  @Test(arguments: [
    ("amelie", "tt1 title: Le Fabuleux Destin d’Amélie Poulain"), ("WALL-E", "tt2 title: WALL·E"),
    ("wall e", "tt2 title: WALL·E"), ("https://www.imdb.com/title/tt2/?ref_=chart", "tt2 id: tt2"),
    ("TT2", "tt2 id: tt2"), ("pacino", "tt3 stars: Al Pacino"), ("romance", "tt1 genre: Romance"),
    ("de niro", "tt3 stars: Robert De Niro"),
    // Words from two fields, and from a title and a field.
    ("pacino mann", "tt3 director: Michael Mann"), ("romance amelie", "tt1 genre: Romance"),
    ("amelie destin", "tt1 title: Le Fabuleux Destin d’Amélie Poulain"),
  ])
  func aTextIsFoundWhereverItStands(_ text: String, _ match: String) async throws {
    let answer = try search(try await fixture(), text)
    #expect(words(answer) == [match])
  }

  @Test func onlyPublishedDaysThatCountAreFound() async throws {
    let fixture = try await fixture()
    #expect(throws: Failure.self) { try search(fixture, "zodiac") }
    let then = try search(fixture, "zodiac", asOf: "2026-05-03T12:00:00Z")
    #expect(words(then) == ["tt8 title: Zodiac"])
    #expect(throws: Failure.self) { try search(fixture, "heat", asOf: "2026-05-01") }
    // Addresses are not searched.
    #expect(throws: Failure.self) { try search(fixture, "poster") }
  }

  @Test func nothingFoundSuggestsNearTitles() async throws {
    let fixture = try await fixture()
    let failure = try #require(throws: Failure.self) { try search(fixture, "haet") }
    #expect(failure.kind == .noData)
    #expect(failure.message == "nothing in the lake has \"haet\" in its texts")
    #expect(failure.remedy == .words("did you mean \"Heat\" or \"The Heat\" or \"Heat Wave\"?"))
    #expect(failure.facts == [JSONMember("suggestions", ["Heat", "The Heat", "Heat Wave"])])
    let empty = try #require(throws: Failure.self) { try search(fixture, "") }
    #expect(empty.kind == .usage)
  }

  @Test func allChartsAreSearchedUnlessOneIsNamed() async throws {
    let fixture = try await fixture()
    let other = ChartName("other")!
    try await fixture.record(
      "2026-05-01", [entry(1, "Heat")], recorded: "2026-05-05T12:00:00Z", of: other)
    let all = try search(fixture, "heat")
    #expect(all.rows.prefix(2).map { "\($0.chart) \($0.id)" } == ["other tt1", "test tt3"])
    #expect(try search(fixture, "heat", chart: other).rows.map(\.id) == [ItemID("tt1")])
    #expect(throws: Failure.self) { try search(fixture, "amelie", chart: other) }
    #expect(throws: Failure.self) { try search(fixture, "heat", chart: ChartName("none")) }
  }

  @Test func anItemOfTwoIdsIsFoundOnce() async throws {
    let fixture = try await ChartFixture()
    var settings = ChartSettings(chart: fixture.chart, title: "Test", item: .item, job: nil)
    settings.sameAs = [ItemID("old"): ItemID("new")]
    try await fixture.record("2026-05-01", [Entry(rank: 1, id: ItemID("old"), title: "WALL-E")])
    try await fixture.record(
      "2026-05-02",
      [Entry(rank: 1, id: ItemID("A"), title: "A"), Entry(rank: 2, id: ItemID("new"), title: "WALL·E")],
      settings: settings)
    for text in ["wall-e", "old", "new"] {
      let rows = try search(fixture, text).rows
      #expect(rows.map(\.id) == [ItemID("new")], "\(text)")
      #expect(rows.map { [$0.days, $0.bestRank] } == [[2, 1]], "\(text)")
      #expect(rows.map(\.title) == ["WALL·E"], "\(text)")
    }
  }
}
