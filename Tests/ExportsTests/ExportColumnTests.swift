import Exports
import History
import JSON
import LakeStore
import Operations
import RankingModel
import Testing

/// The columns of an export, and the kinds of their values.
@Suite struct ExportColumnTests {
  @Test func kindsOfValuesJoin() {
    func kind(_ values: JSONValue...) -> ValueKind {
      values.map { ValueKind(of: $0) }.reduce(.nothing) { $0.joined(with: $1) }
    }
    #expect(kind(nil) == .nothing)
    #expect(kind(1, nil, 2) == .integer)
    #expect(kind(1, 2.5) == .decimal)
    #expect(kind(2.5, 1, nil) == .decimal)
    #expect(kind(true, false) == .boolean)
    #expect(kind("a", nil) == .text)
    #expect(kind(["a"], []) == .list)
    #expect(kind(["a": 1]) == .object)
    #expect(kind(1, "1") == .mixed)
    #expect(kind(1, "1", 2) == .mixed)
    #expect(kind(true, 1) == .mixed)
  }

  @Test func textsOfValues() {
    #expect(JSONValue.null.asText == nil)
    #expect(JSONValue.string("a").asText == "a")
    #expect(JSONValue.integer(7).asText == "7")
    #expect(JSONValue.array(["x", 1]).asText == #"["x",1]"#)
  }

  private func table(_ columns: [String], _ fixture: ExportFixture) async throws -> ExportTable {
    let reader = try await fixture.workplace.reader()
    let rows = try RowsQuestion(chart: fixture.chart).answer(from: reader)
    var chart = ExportChart(rows, declared: [:])
    if !columns.isEmpty { try await chart.scan() }
    return ExportTable([chart], columns: columns)
  }

  @Test func theUsualColumnsAreTheOwnAndTheMeasures() async throws {
    let fixture = try await ExportFixture.twoDays()
    let table = try await table([], fixture)
    #expect(table.columns.map(\.name) == ["chart", "day", "rank", "id", "title", "rating"])
    #expect(table.columns.map(\.kind) == [.text, .date, .integer, .text, .text, .decimal])
    let tally = try await CSVExport.write(table, isRaw: true) { _ in }
    #expect(tally.rows == 5)
    #expect(tally.hasKey)
  }

  @Test func allColumnsAreEveryField() async throws {
    let fixture = try await ExportFixture.twoDays()
    let table = try await table(["all"], fixture)
    #expect(table.columns.dropFirst(5).map(\.name) == ["rating", "tags", "votes"])
    #expect(table.columns.dropFirst(5).map(\.kind) == [.decimal, .list, .integer])
  }

  @Test func namedColumnsStandAsNamed() async throws {
    let fixture = try await ExportFixture.twoDays()
    let table = try await table(["title", "votes", "day"], fixture)
    #expect(table.columns.map(\.name) == ["title", "votes", "day"])
    #expect(table.columns.map(\.kind) == [.text, .integer, .date])
  }

  @Test func whatAMeasureIsDoesNotDependOnItsValues() async throws {
    let fixture = try await ExportFixture.twoDays()
    let rows = try RowsQuestion(chart: fixture.chart).answer(from: try await fixture.workplace.reader())
    #expect(ExportChart(rows, declared: [:]).kinds == ["rating": .decimal])
    #expect(ExportChart(rows, declared: ["rating": .decimal]).kinds == ["rating": .decimal])
    var whole = ExportChart(rows, declared: ["rating": .integer, "votes": .decimal])
    #expect(whole.kinds == ["rating": .integer])
    // Fields that are no measures take their kind from their values.
    try await whole.scan()
    #expect(whole.kinds == ["rating": .integer, "tags": .list, "votes": .integer])
  }

  @Test func daysAreReadByMonth() async throws {
    let fixture = try await ExportFixture.twoDays()
    let rows = try RowsQuestion(chart: fixture.chart).answer(from: try await fixture.workplace.reader())
    #expect(rows.months == [0..<1, 1..<2])
    #expect(rows.range == DayRange(from: Day("2026-04-30")!, to: Day("2026-05-01")!))
    let days = try await rows.days(0..<2)
    #expect(days.map(\.day.description) == ["2026-04-30", "2026-05-01"])
    #expect(days[1].entries.map(\.id.description) == ["b", "a", "c"])
  }
}
