import LakeStore
import MarqueeTestSupport
import RankingModel
import Testing

@testable import History

@Suite struct EventsQuestionTests {
  private func answer(
    _ fixture: ChartFixture, from: String? = nil, to: String? = nil, kinds: Set<ChartEvent.Kind> = [],
    item: String? = nil, asOf: String? = nil
  ) throws -> EventsAnswer {
    var question = EventsQuestion(
      chart: fixture.chart, cutoff: Cutoff(asOf: asOf.flatMap { Instant($0) }))
    (question.from, question.to) = (from.flatMap { Day($0) }, to.flatMap { Day($0) })
    (question.kinds, question.item) = (kinds, item)
    return try question.answer(from: fixture.reader)
  }

  private func entry(_ rank: Int, _ id: String, _ title: String) -> Entry {
    Entry(rank: rank, id: ItemID(id), title: title)
  }

  private static let sixDays = [
    "2026-05-01|-|enter|ttA|Film A|1|-|-",
    "2026-05-01|-|enter|ttB|Film B|2|-|-",
    "2026-05-01|-|enter|ttC|Film C|3|-|-",
    "2026-05-02|2026-05-01|enter|ttD|Film D|3|-|-",
    "2026-05-02|2026-05-01|leave|ttC|Film C|-|3|-",
    "2026-05-02|2026-05-01|move|ttB|Film B|1|2|-",
    "2026-05-02|2026-05-01|move|ttA|Film A|2|1|-",
    "2026-05-02|2026-05-01|number-one|ttB|Film B|1|2|-",
    "2026-05-04|2026-05-02|leave|ttD|Film D|-|3|-",
    "2026-05-04|2026-05-02|return|ttC|Film C|2|-|-",
    "2026-05-04|2026-05-02|move|ttA|Film A|3|2|-",
    "2026-05-06|2026-05-04|leave|ttC|Film C|-|2|-",
    "2026-05-06|2026-05-04|return|ttD|Film D|2|-|-",
  ]

  @Test func eventsAreToldByDay() async throws {
    let fixture = try await ChartFixture.sixDays()
    let answer = try answer(fixture)
    #expect(answer.events.map(\.words) == Self.sixDays)
    #expect(answer.coverage.days == DayRange(from: Day("2026-05-01")!, to: Day("2026-05-06")!))
    #expect([answer.coverage.observed, answer.coverage.due] == [4, 6])
    #expect(answer.requestedFrom == nil && answer.requestedTo == nil)
  }

  @Test func eventsOfARangeKnowWhatWasBefore() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(
      try answer(fixture, from: "2026-05-03", to: "2026-05-05").events.map(\.words)
        == Array(Self.sixDays[8..<11]))
    #expect(try answer(fixture, from: "2026-05-03", to: "2026-05-03").events.isEmpty)
    #expect(try answer(fixture, from: "2027-01-01").events.isEmpty)
    #expect(try answer(fixture, to: "2026-05-01").events.map(\.words) == Array(Self.sixDays[..<3]))
  }

  @Test func onlyWhatIsAskedForIsTold() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(
      try answer(fixture, kinds: [.numberOne, .return]).events.map(\.words)
        == [Self.sixDays[7], Self.sixDays[9], Self.sixDays[12]])
    #expect(
      try answer(fixture, item: "film c").events.map(\.words)
        == [Self.sixDays[2], Self.sixDays[4], Self.sixDays[9], Self.sixDays[11]])
    #expect(throws: Failure.self) { try answer(fixture, item: "nobody") }
  }

  @Test func anInstantHasTheEventsKnownThen() async throws {
    let fixture = try await ChartFixture.sixDays()
    #expect(
      try answer(fixture, from: "2026-05-06", asOf: "2026-05-09").events.map(\.words) == [
        "2026-05-06|2026-05-04|leave|ttC|Film C|-|2|-",
        "2026-05-06|2026-05-04|return|ttD|Film D|3|-|-",
        "2026-05-06|2026-05-04|move|ttA|Film A|2|3|-",
      ])
  }

  @Test func anIdFollowsFromWhatTheEventSays() async throws {
    let events = try answer(try await ChartFixture.sixDays()).events
    // sha256sum of ["test","2026-05-01",null,"enter","ttA","Film A",1,null,null]
    #expect(events[0].id == "614d1c42c9ad7fd7")
    // sha256sum of ["test","2026-05-02","2026-05-01","move","ttB","Film B",1,2,null]
    #expect(events[5].id == "603b385a1be85098")
    #expect(Set(events.map(\.id)).count == events.count)
  }

  @Test func titlesAreComparedWithTheLastDayThatAnItemStoodOn() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", [entry(1, "a", "A"), entry(2, "w", "WALL-E")])
    try await fixture.record("2026-05-02", [entry(1, "a", "A")])
    try await fixture.record("2026-05-03", [entry(1, "a", "A"), entry(2, "w", "WALL·E")])
    try await fixture.record("2026-05-04", [entry(1, "a", "An A"), entry(2, "w", "WALL·E")])
    let words = [
      "2026-05-03|2026-05-02|return|w|WALL·E|2|-|-",
      "2026-05-03|2026-05-02|retitle|w|WALL·E|2|-|WALL-E",
      "2026-05-04|2026-05-03|retitle|a|An A|1|1|A",
    ]
    #expect(try answer(fixture, from: "2026-05-03").events.map(\.words) == words)
    #expect(try answer(fixture, from: "2026-05-03", kinds: [.retitle]).events.count == 2)
  }

  @Test func ofATieAtRankOneEachItemThatIsNewThereIsTold() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", [entry(1, "a", "A"), entry(2, "b", "B"), entry(3, "c", "C")])
    try await fixture.record("2026-05-02", [entry(1, "a", "A"), entry(1, "b", "B"), entry(1, "c", "C")])
    try await fixture.record("2026-05-03", [entry(1, "b", "B"), entry(2, "a", "A"), entry(3, "c", "C")])
    #expect(
      try answer(fixture, kinds: [.numberOne]).events.map(\.words) == [
        "2026-05-02|2026-05-01|number-one|b|B|1|2|-", "2026-05-02|2026-05-01|number-one|c|C|1|3|-",
      ])
  }

  @Test func itemsWithSeveralIdsAreOne() async throws {
    let fixture = try await ChartFixture()
    var settings = ChartSettings(chart: fixture.chart, title: "Test", item: .item, job: nil)
    settings.sameAs = [ItemID("old"): ItemID("new")]
    try await fixture.record("2026-05-01", [entry(1, "a", "A"), entry(2, "old", "N")])
    try await fixture.record("2026-05-02", [entry(1, "a", "A")])
    try await fixture.record(
      "2026-05-03", [entry(1, "new", "New"), entry(2, "a", "A")], settings: settings)
    #expect(
      try answer(fixture, from: "2026-05-03").events.map(\.words) == [
        "2026-05-03|2026-05-02|return|new|New|1|-|-", "2026-05-03|2026-05-02|move|a|A|2|1|-",
        "2026-05-03|2026-05-02|number-one|new|New|1|-|-", "2026-05-03|2026-05-02|retitle|new|New|1|-|N",
      ])
  }

  @Test func theFeedWithdrawsWhatACorrectionMadeUntrue() async throws {
    let fixture = try await ChartFixture.sixDays()
    let rows = try FeedQuestion(EventsQuestion(chart: fixture.chart)).answer(from: fixture.reader).rows
    let correction = rows.filter { $0.knownAt == Instant("2026-05-10T12:00:00Z")! }
    #expect(
      correction.map { "\($0.withdraws ? "-" : "+")\($0.event.words)" } == [
        "-2026-05-06|2026-05-04|return|ttD|Film D|3|-|-", "-2026-05-06|2026-05-04|move|ttA|Film A|2|3|-",
        "+2026-05-06|2026-05-04|return|ttD|Film D|2|-|-",
      ])
    #expect(rows.count == Self.sixDays.count + 4)
    #expect(rows.first?.knownAt == Instant("2026-05-02T03:30:00Z")!)
    // The feed as of an instant ends at that instant.
    let question = EventsQuestion(chart: fixture.chart, cutoff: Cutoff(asOf: Instant("2026-05-09")))
    let earlier = try FeedQuestion(question).answer(from: fixture.reader).rows
    #expect(earlier == Array(rows.dropLast(3)))
  }

  /// C seemed to enter on 4 May, until the list of 2 May came.
  @Test func aDayThatComesLateMakesAnEntryAReturn() async throws {
    let fixture = try await ChartFixture()
    try await fixture.record("2026-05-01", items("A", "B"))
    try await fixture.record("2026-05-03", items("A", "B"))
    try await fixture.record("2026-05-04", items("A", "C"))
    try await fixture.record("2026-05-02", items("A", "C"), recorded: "2026-05-08T12:00:00Z")
    let rows = try FeedQuestion(EventsQuestion(chart: fixture.chart)).answer(from: fixture.reader).rows
    #expect(
      rows.filter { $0.knownAt == Instant("2026-05-08T12:00:00Z")! }
        .map { "\($0.withdraws ? "-" : "+")\($0.event.words)" } == [
          "-2026-05-04|2026-05-03|enter|ttC|Film C|2|-|-",
          "+2026-05-02|2026-05-01|enter|ttC|Film C|2|-|-",
          "+2026-05-02|2026-05-01|leave|ttB|Film B|-|2|-",
          "+2026-05-03|2026-05-02|leave|ttC|Film C|-|2|-",
          "+2026-05-03|2026-05-02|return|ttB|Film B|2|-|-",
          "+2026-05-04|2026-05-03|return|ttC|Film C|2|-|-",
        ])
  }

  @Test func forgettingASupersededListKeepsTheRowsAfterIt() async throws {
    let fixture = try await ChartFixture.sixDays()
    let question = EventsQuestion(chart: fixture.chart)
    let before = try FeedQuestion(question).answer(from: fixture.reader).rows
    var request = ForgetRequest()
    request.retention = Retention()
    try await fixture.lake.forget(try await fixture.reader.forgetPlan(request))
    let after = try FeedQuestion(question).answer(from: fixture.reader).rows
    #expect(after.map(\.event.words) == Self.sixDays)
    // A reader of the whole feed goes on from its last row; a reader whose last row is gone gets an error, and has to start
    // again.
    let last = try #require(before.last)
    #expect(after.last?.id == last.id)
    #expect(try FeedQuestion(question, after: last.id).answer(from: fixture.reader).rows.isEmpty)
    let gone = before[before.count - 4].id
    #expect(throws: Failure.self) { try FeedQuestion(question, after: gone).answer(from: fixture.reader) }
  }

  @Test func anIdOfAnEventIsNoIdOfARow() async throws {
    let fixture = try await ChartFixture.sixDays()
    let question = EventsQuestion(chart: fixture.chart)
    let row = try #require(try FeedQuestion(question).answer(from: fixture.reader).rows.first)
    let remedy = { (id: String) in
      try #require(throws: Failure.self) {
        try FeedQuestion(question, after: id).answer(from: fixture.reader)
      }.remedy
    }
    #expect(
      try remedy(row.eventID)
        == .words(
          "this is the id of an event, and rows of a feed have ids of their own: give the id of the last row that was read"
        ))
    #expect(
      try remedy("0000000000000000")
        == .words(
          "follow it from its beginning: snapshots were forgotten or items joined since, or it is the feed of another chart"
        ))
  }
}
