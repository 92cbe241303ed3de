import JSON
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import LakeStore

@Suite struct MeasureTests {
  private let chart = ChartName("test")!
  private let item = ItemID("a")
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var path: String { folder.path(of: "lake") }

  private func open() async throws -> Lake {
    try await Lake.open(LakePlace(folder: path), for: .lake, options: .init(command: "test"))
  }

  /// Appends a day with two entries: one of the item with `fields`, and one of another item without fields.
  private func append(
    _ day: String, _ fields: [JSONMember], measures: [String], to lake: Lake
  ) async throws {
    try await append(
      day,
      [
        Entry(rank: 1, id: item, title: "A", fields: fields),
        Entry(rank: 2, id: ItemID("b"), title: "B"),
      ], measures: measures, to: lake)
  }

  private func append(
    _ day: String, _ entries: [Entry], measures: [String], to lake: Lake
  ) async throws {
    let day = Day(day)!
    let version = try await lake.put([VersionDocument.bytes(entries)])[0]
    let report = RunReport(
      id: "run-\(day)", chart: chart, day: day, trigger: .run, startedAt: lake.clock())
    _ = try await lake.append(
      [
        Lake.Draft(
          chart: chart, day: day, state: .published, capturedAt: Instant(startOf: day), version: version,
          entries: entries, raw: [], report: report)
      ],
      settings: ChartSettings(chart: chart, title: "Test", item: .item, measures: measures, job: nil))
  }

  /// The measures of the item, by day.
  private func values(_ lake: Lake) throws -> [[JSONMember]] {
    try lake.reader.observations(of: item, on: chart).sorted { $0.snapshot < $1.snapshot }.map(\.measures)
  }

  /// Expects that the catalogue equals one that is rebuilt from the records.
  private func expectAsRebuilt(_ lake: Lake, at location: SourceLocation = #_sourceLocation) async throws {
    let keys = try await lake.reader.records.keys().sorted()
    let fresh = try await CatalogueComparison.fresh(lake.place, records: keys)
    let difference = try CatalogueComparison.difference(await lake.database, fresh)
    #expect(difference == nil, sourceLocation: location)
  }

  /// A number that settings name as a measure later is a year until then, and none from then on.
  @Test func aMeasureIsNoYear() async throws {
    let lake = try await open()
    try await append(
      "2026-05-01", [JSONMember("votes", 1950), JSONMember("year", 1972)], measures: [], to: lake)
    #expect(try lake.reader.items(with: ["1950"]).map(\.id) == [item])
    try await append(
      "2026-05-02", [JSONMember("votes", 1951), JSONMember("year", 1972)], measures: ["votes"], to: lake)
    for votes in ["1950", "1951"] { #expect(try lake.reader.items(with: [votes]).isEmpty) }
    #expect(try lake.reader.items(with: ["1972"]).map(\.id) == [item])
    try await expectAsRebuilt(lake)
    await lake.close()
  }

  @Test func aMeasureNamedLaterIsOfEarlierDaysToo() async throws {
    let lake = try await open()
    try await append(
      "2026-05-01", [JSONMember("rating", 9.2), JSONMember("votes", 2_500_000)], measures: [], to: lake)
    try await append("2026-05-02", [JSONMember("votes", 7)], measures: [], to: lake)
    #expect(try values(lake) == [[], []])
    #expect(try lake.reader.measures(of: chart) == [])
    try await append(
      "2026-05-03", [JSONMember("rating", 9), JSONMember("votes", "many")], measures: ["votes", "rating"],
      to: lake)
    let expected = [
      [JSONMember("votes", 2_500_000), JSONMember("rating", 9.2)], [JSONMember("votes", 7)],
      [JSONMember("rating", 9)],
    ]
    #expect(try values(lake) == expected)
    #expect(try lake.reader.measures(of: chart) == ["votes", "rating"])
    try await expectAsRebuilt(lake)
    // The measures of the newest settings come first; measures that earlier settings named stay.
    try await append("2026-05-04", [JSONMember("length", 90)], measures: ["rating", "length"], to: lake)
    #expect(try values(lake) == expected + [[JSONMember("length", 90)]])
    #expect(try lake.reader.measures(of: chart) == ["rating", "length", "votes"])
    try await expectAsRebuilt(lake)
    await lake.close()
    _ = try shell("rm '\(path)/catalogue.sqlite'*")
    let again = try await open()
    #expect(try values(again) == expected + [[JSONMember("length", 90)]])
    #expect(try again.reader.measures(of: chart) == ["rating", "length", "votes"])
  }

  @Test func aWriterThatWasKilledBeforeTheCatalogueKnewTheMeasuresLosesNone() async throws {
    var lake = try await open()
    try await append("2026-05-01", [JSONMember("rating", 9.2)], measures: [], to: lake)
    await lake.close()
    _ = try shell("cp '\(path)/catalogue.sqlite' '\(folder.path)/earlier'")
    lake = try await open()
    try await append("2026-05-02", [JSONMember("rating", 9.1)], measures: ["rating"], to: lake)
    await lake.close()
    // The records exist, but the catalogue is as it was before the transaction.
    _ = try shell("rm '\(path)/catalogue.sqlite'*; cp '\(folder.path)/earlier' '\(path)/catalogue.sqlite'")
    lake = try await open()
    #expect(try values(lake) == [[JSONMember("rating", 9.2)], [JSONMember("rating", 9.1)]])
    try await expectAsRebuilt(lake)
  }

  @Test func aLostVersionKeepsWhatTheCatalogueKnowsOfIt() async throws {
    let lake = try await open()
    try await append("2026-05-01", [JSONMember("rating", 9.2)], measures: [], to: lake)
    let version = try #require(try lake.reader.days(of: chart).first?.standing.version).description
    try overwrite("\(path)/objects/\(version.prefix(2))/\(version).gz", [0])
    try await append("2026-05-02", [JSONMember("rating", 9.1)], measures: ["rating"], to: lake)
    #expect(try values(lake) == [[], [JSONMember("rating", 9.1)]])
  }

  @Test func ofTwoRowsOfOneDayTheBetterRankIsKept() async throws {
    let lake = try await open()
    let rows = [
      Entry(rank: 45, id: item, title: "Other", fields: [JSONMember("rating", 1.5)]),
      Entry(rank: 19, id: item, title: "Song", fields: [JSONMember("rating", 7.5)]),
      Entry(rank: 45, id: item, title: "Third", fields: [JSONMember("rating", 2.5)]),
    ]
    try await append("2026-05-01", rows, measures: [], to: lake)
    #expect(try lake.reader.observations(of: item, on: chart).map(\.rank) == [19])
    try await append("2026-05-02", rows, measures: ["rating"], to: lake)
    #expect(try lake.reader.observations(of: item, on: chart).map(\.rank) == [19, 19])
    #expect(try values(lake) == [[JSONMember("rating", 7.5)], [JSONMember("rating", 7.5)]])
    #expect(try lake.reader.items(of: chart, containing: "").map(\.title) == ["Song"])
    try await expectAsRebuilt(lake)
  }

  @Test func measuresAreWrittenByTheirPlaces() throws {
    let written = { (fields: [JSONMember]) -> String in
      var text: [UInt8] = Array("what stood there".utf8)
      let entry = Entry(rank: 1, id: ItemID("a"), title: "A", fields: fields)
      MeasureText.write(["x", "y", "z"], of: entry, to: &text)
      return String(decoding: text, as: UTF8.self)
    }
    #expect(written([]) == "")
    #expect(written([JSONMember("x", "1")]) == "")
    #expect(written([JSONMember("x", 1.5)]) == "1.5")
    #expect(written([JSONMember("y", 2_500_000)]) == "null,2500000")
    #expect(written([JSONMember("z", -3), JSONMember("x", 9.2)]) == "9.2,null,-3")
    #expect(try MeasureText.members("null,2500000", ["x", "y", "z"]) == [JSONMember("y", 2_500_000)])
    #expect(try MeasureText.members("", ["x"]) == [])
    #expect(throws: Failure.self) { try MeasureText.members("1,2", ["x"]) }
    #expect(throws: Failure.self) { try MeasureText.members("{", ["x"]) }
  }
}
