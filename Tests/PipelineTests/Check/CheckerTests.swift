import JSON
import RankingModel
import Testing

@testable import Jobs
@testable import Pipeline

struct CheckerTests {
  private func entry(_ rank: Int, _ id: String? = nil, _ fields: JSONMember...) -> Entry {
    Entry(rank: rank, id: ItemID(id ?? "tt\(rank)"), title: "Film \(rank)", fields: fields)
  }

  private func findings(
    _ entries: [Entry], transform: TransformResult? = nil, previous: PreviousDay? = nil,
    _ change: (inout Checks) -> Void = { _ in }
  ) -> [Finding] {
    var checks = Checks()
    change(&checks)
    let transform = transform ?? TransformResult(entries: entries, rows: entries.count)
    return Checker(checks).findings(entries: entries, transform: transform, previous: previous)
  }

  private var ten: [Entry] { (1...10).map { entry($0) } }

  @Test func aGoodDayHasNoFindings() {
    let previous = PreviousDay(day: Day(number: 0), ids: Set(ten.map(\.id)))
    let found = findings(ten, previous: previous) { checks in
      checks.entries = Checks.Bounds(atLeast: 10, atMost: 10, onFailure: .fail)
      checks.contiguousRanks = Checks.Rule(true, onFailure: .fail)
      checks.required = Checks.Rule(["rank", "id", "title"], onFailure: .fail)
      checks.ranges = ["rank": Checks.Bounds(atLeast: 1, atMost: 10, onFailure: .fail)]
      checks.turnover = Checks.Rule(0, onFailure: .fail)
    }
    #expect(found == [])
  }

  @Test func theNumberOfEntriesIsHeldAgainstItsBounds() {
    func message(_ count: Int, _ least: Double?, _ most: Double?) -> String? {
      findings(Array(ten.prefix(count))) {
        $0.entries = Checks.Bounds(atLeast: least, atMost: most, onFailure: .quarantine)
      }.first?.message
    }
    #expect(message(9, 10, 10) == "9 entries, and the job allows exactly 10")
    #expect(message(1, 2, 5) == "1 entry, and the job allows 2 to 5")
    #expect(message(3, nil, 2) == "3 entries, and the job allows at most 2")
    #expect(message(0, 1, nil) == "0 entries, and the job allows at least 1")
    #expect(message(2, 2, 5) == nil)
  }

  @Test func entriesThatShareAnIdAreNamed() {
    let found = findings([entry(1, "a"), entry(2, "b"), entry(3, "a")])
    #expect(
      found == [
        Finding(
          check: "unique", severity: .quarantine,
          message: "1 duplicate id: a at 1 and 3",
          entries: ["#1 a Film 1", "#3 a Film 3"])
      ])
  }

  @Test func duplicatesAreNamedWithTheirRanks() {
    let message = { (ids: [String]) in
      findings(ids.enumerated().map { entry($0 + 1, $1) }).first?.message
    }
    #expect(message(["a", "b", "a", "b", "b", "c"]) == "2 duplicate ids: a at 1 and 3, b at 2, 4 and 5")
    #expect(message(Array(repeating: "a", count: 7)) == "1 duplicate id: a at 1, 2, 3, 4, 5 and 2 more")
    let pairs = ["a", "b", "c", "d", "e", "f"]
    #expect(
      message(pairs + pairs)
        == "6 duplicate ids: a at 1 and 7, b at 2 and 8, c at 3 and 9, d at 4 and 10, e at 5 and 11 and 1 more"
    )
  }

  @Test func anyFieldCanBeUnique() {
    let entries = [
      entry(1, "a", JSONMember("isrc", "x")), entry(2, "b", JSONMember("isrc", "x")), entry(3, "c"),
    ]
    let found = findings(entries) { $0.unique = Checks.Rule("isrc", onFailure: .warn) }
    #expect(found.map(\.severity) == [.warn])
    #expect(found.first?.message == "1 duplicate isrc: x at 1 and 2")
    #expect(found.first?.entries == ["#1 a Film 1", "#2 b Film 2"])
  }

  @Test func gapsAndTiesInTheRanksAreNamed() {
    let found = findings([entry(1), entry(2), entry(2, "x"), entry(5)]) {
      $0.contiguousRanks = Checks.Rule(true, onFailure: .fail)
    }
    #expect(
      found == [
        Finding(
          check: "ranks", severity: .fail,
          message: "ranks must run from 1 to 4; missing: 3, 4; given more than once: 2",
          entries: ["#2 tt2 Film 2", "#2 x Film 2", "#5 tt5 Film 5"])
      ])
  }

  @Test func missingFieldsAreNamed() {
    let entries = [entry(1, "a", JSONMember("year", 1994)), entry(2), entry(3)]
    let found = findings(entries) { $0.required = Checks.Rule(["year", "id"], onFailure: .warn) }
    #expect(
      found == [
        Finding(
          check: "required", severity: .warn, message: "2 entries lack year",
          entries: ["#2 tt2 Film 2", "#3 tt3 Film 3"])
      ])
  }

  @Test func valuesOutOfRangeAreNamedWithTheirValue() {
    let entries = [
      entry(1, "a", JSONMember("rating", 10)), entry(2, "b", JSONMember("rating", 10.1)),
      entry(3, "c", JSONMember("rating", "high")), entry(4, "d"),
    ]
    let found = findings(entries) {
      $0.ranges = ["rating": Checks.Bounds(atLeast: 0, atMost: 10, onFailure: .warn)]
    }
    #expect(
      found == [
        Finding(
          check: "range", severity: .warn, message: "2 entries have a rating outside of 0 to 10",
          entries: ["#2 b Film 2: 10.1", "#3 c Film 3: \"high\""])
      ])
  }

  @Test func unreadableRowsFollowTheirLimit() {
    let row = UnreadableRow(position: 4, field: "rank", value: "x", problem: "is not a whole number")
    let transform = TransformResult(entries: ten, rows: 12, unreadable: [row, row], unreadableCount: 2)
    #expect(
      findings(ten, transform: transform) == [
        Finding(
          check: "rows", severity: .quarantine,
          message: "2 of 12 rows cannot be read: row 4: rank \"x\" is not a whole number",
          entries: ["row 4: rank \"x\" is not a whole number", "row 4: rank \"x\" is not a whole number"])
      ])
    let tolerated = findings(ten, transform: transform) {
      $0.unreadableRows = Checks.Rule(2, onFailure: .fail)
    }
    #expect(tolerated.map(\.severity) == [.warn])
    #expect(
      tolerated.first?.message
        == "2 of 12 rows cannot be read, and the job allows 2: row 4: rank \"x\" is not a whole number")
  }

  @Test func notesBecomeAWarning() {
    let row = UnreadableRow(position: 4, field: "votes", value: "x", problem: "is not a whole number")
    let found = findings(ten, transform: TransformResult(entries: ten, rows: 12, notes: [row], noteCount: 1))
    #expect(found.map(\.check) == ["fields"])
    #expect(found.map(\.severity) == [.warn])
  }

  @Test func aFieldThatNoRowHasFollowsItsOwnSeverity() throws {
    let job = transformation(field("rating", "/IMDB Rating", type: .decimal))
    let result = try transformed(#"[{"rank":1,"id":"a","title":"A","IMDb Rating":"9.2"}]"#, job)
    let message =
      "no row has the field rating (from \"/IMDB Rating\"); did you mean \"/IMDb Rating\"? "
      + "The rows have: IMDb Rating, id, rank, title"
    #expect(
      findings(result.entries, transform: result) == [
        Finding(check: "fields", severity: .warn, message: message)
      ])
    let grave = findings(result.entries, transform: result) { $0.missingFields = .quarantine }
    #expect(grave.map(\.severity) == [.quarantine])
  }

  @Test func turnoverIsTheShareThatWasNotThereBefore() {
    let previous = PreviousDay(
      day: Day(number: 20_574), ids: Set(ten.prefix(6).map(\.id) + [ItemID("gone"), ItemID("also gone")]))
    func found(_ limit: Double) -> [Finding] {
      findings(ten, previous: previous) { $0.turnover = Checks.Rule(limit, onFailure: .quarantine) }
    }
    #expect(found(0.4) == [])
    #expect(
      found(0.3) == [
        Finding(
          check: "turnover", severity: .quarantine,
          message: "turnover of 40% (4 of 10 entries) since 2026-05-01 exceeds the limit of 30%",
          entries: ["#7 tt7 Film 7", "#8 tt8 Film 8", "#9 tt9 Film 9", "#10 tt10 Film 10"])
      ])
    #expect(findings(ten) { $0.turnover = Checks.Rule(0, onFailure: .fail) } == [])
  }

  @Test func anItemWithTwoRowsCountsOnceInTheTurnover() {
    let entries = [entry(1, "a"), entry(2, "new"), entry(3, "b"), entry(4, "new"), entry(5, "c")]
    let previous = PreviousDay(day: Day(number: 20_574), ids: Set(["a", "b", "c"].map { ItemID($0) }))
    func found(_ limit: Double) -> [Finding] {
      findings(entries, previous: previous) {
        $0.unique = nil
        $0.turnover = Checks.Rule(limit, onFailure: .warn)
      }
    }
    #expect(found(0.25) == [])
    #expect(
      found(0.2) == [
        Finding(
          check: "turnover", severity: .warn,
          message: "turnover of 25% (1 of 4 entries) since 2026-05-01 exceeds the limit of 20%",
          entries: ["#2 new Film 2"])
      ])
  }

  @Test func manyEntriesAreNamedUpToTwenty() {
    let entries = (1...50).map { entry($0, "same") }
    let names = findings(entries).first?.entries
    #expect(names?.count == 21)
    #expect(names?.last == "and 30 more")
  }

  @Test func titlesAreShownHarmless() {
    let entries = [1, 2].map { Entry(rank: $0, id: ItemID("a"), title: "\u{1B}[31mred") }
    #expect(findings(entries).first?.entries.first == "#1 a ␛[31mred")
  }
}
