import GRDB
import History
import JSON
import LakeStore
import MarqueeTestSupport
import Operations
import RankingModel
import Storage
import Testing

@testable import Exports

/// The bytes that an export writes, worked out by hand where that is possible.
@Suite(.timeLimit(.minutes(30))) struct ExportTests {
  private static let lines = """
    {"chart":"test","day":"2026-04-30","rank":1,"id":"a","title":"Alpha","rating":9.5}
    {"chart":"test","day":"2026-04-30","rank":2,"id":"b","title":"=Beta","rating":9}
    {"chart":"test","day":"2026-05-01","rank":1,"id":"b","title":"=Beta","rating":9.25}
    {"chart":"test","day":"2026-05-01","rank":2,"id":"a","title":"Alpha, the film","rating":9}
    {"chart":"test","day":"2026-05-01","rank":3,"id":"c","title":"Amélie","rating":null}

    """

  @Test func csvGuardsAgainstFormulas() async throws {
    let fixture = try await ExportFixture.twoDays()
    #expect(
      try await fixture.streamed(.csv)
        == "chart,day,rank,id,title,rating\r\n"
        + "test,2026-04-30,1,a,Alpha,9.5\r\n" + "test,2026-04-30,2,b,'=Beta,9\r\n"
        + "test,2026-05-01,1,b,'=Beta,9.25\r\n" + "test,2026-05-01,2,a,\"Alpha, the film\",9\r\n"
        + "test,2026-05-01,3,c,Amélie,\r\n")
    let raw = try await fixture.streamed(.csv) { request in
      request.isRaw = true
      request.columns = ["title", "tags"]
      request.to = Day("2026-04-30")
    }
    #expect(raw == "title,tags\r\nAlpha,x; y\r\n=Beta,\r\n")
  }

  @Test func jsonLinesGoToAStreamOrToAFolderADay() async throws {
    let fixture = try await ExportFixture.twoDays()
    #expect(try await fixture.streamed(.jsonl) == Self.lines)
    let exported = try await fixture.export(.jsonl)
    let files = try fixture.files()
    #expect(
      files.keys.sorted() == [
        "datapackage.json", "day=2026-04-30/test.jsonl", "day=2026-05-01/test.jsonl",
      ])
    let days = ["day=2026-04-30/test.jsonl", "day=2026-05-01/test.jsonl"]
    let written = days.flatMap { files[$0] ?? [] }
    #expect(String(decoding: written, as: UTF8.self) == Self.lines)
    #expect(
      exported.map(\.path) == ["\(fixture.output)/day=*/test.jsonl", "\(fixture.output)/datapackage.json"])
    #expect(exported.map(\.rows) == [5, nil])
    #expect(exported.map(\.bytes) == [Self.lines.utf8.count, files["datapackage.json"]?.count])
    let resource = try JSONReader.read(files["datapackage.json"] ?? [])["resources"]?.array?.first
    #expect(resource?["path"] == .array(days.map { .string($0) }))
    #expect(resource?["hash"] == .string("sha256:\(ObjectID(of: written))"))
  }

  @Test func daysThatAreNotPublishedAnyLongerLeaveTheFolder() async throws {
    let fixture = try await ExportFixture.twoDays()
    let earlier = ["day=2026-05-02/test.jsonl", "day=2026-05-03/test.jsonl"]
    // The description of the earlier export does not name the last two files, so they are not its own.
    for name in earlier + ["day=2026-05-03/other.jsonl", "day=2026-05-04/test.jsonl"] {
      try fixture.folder.write("{}\n", to: "out/\(name)")
    }
    let paths = earlier + ["day=2026-04-30/test.jsonl", "day=2026-05-01/test.jsonl"]
    let description = #"{"created_by":"marquee","resources":[{"path":\#(paths)}]}"#
    try fixture.folder.write(description, to: "out/datapackage.json")
    try await fixture.export(.jsonl) { $0.to = Day("2026-05-01") }
    #expect(try fixture.files().count == 7)
    try fixture.folder.write(description, to: "out/datapackage.json")
    try await fixture.export(.jsonl)
    #expect(
      try fixture.files().keys.sorted() == [
        "datapackage.json", "day=2026-04-30/test.jsonl", "day=2026-05-01/test.jsonl",
        "day=2026-05-03/other.jsonl", "day=2026-05-04/test.jsonl",
      ])
    #expect(try FileSystem(root: fixture.output).kind(of: "\(fixture.output)/day=2026-05-02") == nil)
  }

  @Test(arguments: ExportRequest.Form.allCases) func theSameLakeGivesTheSameBytes(
    form: ExportRequest.Form
  ) async throws {
    let fixture = try await ExportFixture.twoDays()
    try await fixture.export(form) { $0.columns = ["all"] }
    let first = try fixture.files()
    try await fixture.export(form) { $0.columns = ["all"] }
    #expect(try fixture.files() == first)
    // A second lake, recorded on its own in another folder.
    let other = try await ExportFixture.twoDays()
    try await other.export(form) { $0.columns = ["all"] }
    #expect(try other.files() == first)
    #expect(first.count == (form == .parquet || form == .csv ? 2 : 3))
  }

  @Test func theDataPackageSaysWhatIsThere() async throws {
    let fixture = try await ExportFixture.twoDays()
    try await fixture.export(.csv, to: "films.csv") { $0.columns = ["all"] }
    let files = try fixture.files()
    let csv = files["films.csv"] ?? []
    let expected = """
      {"attribution":"The Publisher","created_by":"marquee","homepage":"https://example.org/films",\
      "licenses":[{"name":"CC-BY-4.0"}],"name":"test","resources":[{"bytes":\(csv.count),"charts":[{"cadence":"daily",\
      "chart":"test","dataset":{"attribution":"The Publisher","homepage":"https://example.org/films",\
      "licence":"CC-BY-4.0"},"days":2,"from":"2026-04-30","item":"film","title":"Test films","to":"2026-05-01"}],\
      "encoding":"utf-8","format":"csv","hash":"sha256:\(ObjectID(of: csv))","licenses":[{"name":"CC-BY-4.0"}],\
      "mediatype":"text/csv","name":"films.csv","path":"films.csv","row_count":5,"schema":{"fields":[\
      {"constraints":{"required":true},"name":"chart","type":"string"},\
      {"constraints":{"required":true},"name":"day","type":"date"},\
      {"constraints":{"required":true},"name":"rank","type":"integer"},\
      {"constraints":{"required":true},"name":"id","type":"string"},\
      {"constraints":{"required":true},"name":"title","type":"string"},\
      {"name":"rating","type":"number"},{"name":"tags","type":"string"},{"name":"votes","type":"integer"}],\
      "missingValues":[""],"primaryKey":["chart","day","rank","id"]},\
      "sources":[{"path":"https://example.org/films","title":"The Publisher"}]}],\
      "sources":[{"path":"https://example.org/films","title":"The Publisher"}],"title":"Test films"}

      """
    #expect(String(decoding: files["datapackage.json"] ?? [], as: UTF8.self) == expected)
  }

  @Test func aDatabaseHasKeysAndASearch() async throws {
    let fixture = try await ExportFixture.twoDays()
    try await fixture.export(.sqlite, to: "films.sqlite") { $0.columns = ["all"] }
    let database = try fixture.database("films.sqlite")
    try await database.read { database in
      #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
      #expect(try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty)
      #expect(try String.fetchAll(database, sql: "SELECT licence FROM charts") == ["CC-BY-4.0"])
      #expect(try Int.fetchAll(database, sql: "SELECT entries FROM days ORDER BY day") == [2, 3])
      let items = try Row.fetchAll(database, sql: "SELECT item, title, other_titles FROM items ORDER BY id")
      #expect(items.map { $0[0] as String } == ["a", "b", "c"])
      #expect(items.map { $0[1] as String } == ["Alpha, the film", "=Beta", "Amélie"])
      #expect(items.map { $0[2] as String? } == ["Alpha", nil, nil])
      let rows = try String.fetchAll(
        database,
        sql: """
          SELECT chart || ' ' || day || ' ' || rank || ' ' || id || ' ' || ifnull(rating, '-') || ' ' || ifnull(tags, '-')
            || ' ' || ifnull(votes, '-') FROM ranking ORDER BY day, rank
          """)
      #expect(
        rows == [
          #"test 2026-04-30 1 a 9.5 ["x","y"] 100"#, "test 2026-04-30 2 b 9.0 - -",
          "test 2026-05-01 1 b 9.25 - -",
          "test 2026-05-01 2 a 9.0 - -", "test 2026-05-01 3 c - - -",
        ])
      guard try database.tableExists("items_fts") else { return }
      for (words, item) in [("film", "a"), ("beta", "b"), ("amelie", "c")] {
        let found = try String.fetchAll(
          database,
          sql: """
            SELECT item FROM items WHERE id IN (SELECT rowid FROM items_fts WHERE items_fts MATCH ?)
            """, arguments: [words])
        #expect(found == [item])
      }
    }
    let metadata = try JSONReader.read(try fixture.files()["metadata.json"] ?? [])
    #expect(metadata["license"] == "CC-BY-4.0")
    #expect(metadata["source"] == "The Publisher")
    #expect(metadata["databases"]?["films"]?["license"] == "CC-BY-4.0")
    #expect(
      metadata["databases"]?["films"]?["tables"]?["entries"]?["source_url"] == "https://example.org/films")
    #expect(metadata["databases"]?["films"]?["tables"]?["items"]?["label_column"] == "title")
  }

  @Test func fieldsThatSQLiteCannotTellApartAreRefused() async throws {
    let fixture = try ExportFixture()
    try await fixture.record(
      "2026-05-01",
      [
        Entry(
          rank: 1, id: ItemID("a"), title: "A", fields: [JSONMember("Year", 1990), JSONMember("year", 1991)])
      ])
    let failure = await #expect(throws: Failure.self) {
      try await fixture.export(.sqlite) { $0.columns = ["all"] }
    }
    #expect(failure?.kind == .usage)
    #expect(try fixture.files().isEmpty)
    try await fixture.export(.sqlite) { $0.columns = ["year"] }
    #expect(try fixture.files().keys.sorted() == ["datapackage.json", "metadata.json", "test.sqlite"])
  }

  @Test func rowsSortedByItemGoInGroupsOfWholeItems() async throws {
    let fixture = try await ExportFixture.twoDays()
    let rows = try RowsQuestion(chart: fixture.chart).answer(from: try await fixture.workplace.reader())
    // a and b have two rows, c has one.
    let (a, b, c) = (ItemID("a"), ItemID("b"), ItemID("c"))
    let counts = [a: 2, b: 2, c: 1]
    #expect(RowsByItem.groups(counts, atMost: 5) == [a...c])
    #expect(RowsByItem.groups(counts, atMost: 4) == [a...b, c...c])
    #expect(RowsByItem.groups(counts, atMost: 3) == [a...a, b...c])
    #expect(RowsByItem.groups(counts, atMost: 1) == [a...a, b...b, c...c])
    // Rows beyond the limit are not kept in memory: they are read again, group by group.
    let table = ExportTable([ExportChart(rows, declared: [:])], columns: [])
    for (most, groups) in [(5, [5]), (4, [4, 1]), (3, [2, 3]), (1, [2, 2, 1])] {
      var bytes: [UInt8] = []
      let tally = try await ParquetExport.write(
        table, isSortedByItem: true, mostSorted: most, version: "1.2.3"
      ) { bytes += $0 }
      let file = try ParquetFile(bytes)
      #expect(file.rowGroups == groups)
      #expect(file.columns["id"] == ["a", "a", "b", "b", "c"])
      #expect(file.columns["rank"] == ["1", "2", "2", "1", "3"])
      #expect(tally.rows == 5)
    }
  }

  @Test func aValueOfAnotherTypeIsNullAndTold() async throws {
    let fixture = try await ExportFixture.twoDays()
    try await fixture.record(
      "2026-05-02",
      [
        Entry(rank: 1, id: ItemID("a"), title: "A", fields: [JSONMember("rating", "high")]),
        Entry(rank: 2, id: ItemID("b"), title: "B", fields: [JSONMember("rating", 8)]),
      ])
    let files = try await fixture.export(.parquet) { $0.from = Day("2026-05-02") }
    #expect(files.map(\.misfits) == [["rating": 1], [:]])
    let file = try ParquetFile(try fixture.files()["test.parquet"] ?? [])
    #expect(file.columns["rating"] == [nil, "\(Int64(bitPattern: (8.0).bitPattern))"])
    #expect(
      try await fixture.streamed(.csv) { request in
        request.from = Day("2026-05-02")
        request.columns = ["rating"]
      } == "rating\r\nhigh\r\n8\r\n")
  }

  @Test func aMeasureIsWholeWhereTheJobFileSaysSo() async throws {
    let fixture = try ExportFixture()
    let job = Array(
      """
      chart: test
      measures: [rating, votes]
      extract: { url: "https://example.org/list.json", items: "" }
      transform:
        fields:
          id: { from: /id }
          title: { from: /title }
          rank: { from: /rank, type: integer }
          rating: { from: /rating, type: decimal }
          votes: { from: /votes, type: integer }

      """.utf8)
    try await fixture.put(job)
    let settings = ChartSettings(
      chart: fixture.chart, title: "Test", item: .item, measures: ["rating", "votes"], job: ObjectID(of: job))
    let fields = [JSONMember("rating", 9), JSONMember("votes", 7)]
    try await fixture.record(
      "2026-05-01", [Entry(rank: 1, id: ItemID("a"), title: "A", fields: fields)], settings)
    try await fixture.export(.parquet)
    let file = try ParquetFile(try fixture.files()["test.parquet"] ?? [])
    #expect(file.columns["rating"] == ["\(Int64(bitPattern: (9.0).bitPattern))"])
    #expect(file.columns["votes"] == ["7"])
  }

  @Test func exportsIntoOneFolderAreDescribedTogether() async throws {
    let fixture = try await ExportFixture.twoDays()
    func names() throws -> [JSONValue?]? {
      try JSONReader.read(try fixture.files()["datapackage.json"] ?? [])["resources"]?.array?.map {
        $0["name"]
      }
    }
    try await fixture.export(.csv, to: "Films.csv")
    try await fixture.export(.parquet)
    #expect(try names() == ["films.csv", "test.parquet"])
    try await fixture.export(.jsonl)
    try await fixture.export(.csv, to: "Films.csv") { $0.columns = ["day"] }
    #expect(try names() == ["films.csv", "test.jsonl", "test.parquet"])
    // A file that is gone is no longer described.
    try FileSystem(root: fixture.output).remove("\(fixture.output)/Films.csv")
    try await fixture.export(.parquet)
    #expect(try names() == ["test.jsonl", "test.parquet"])
  }

  @Test func termsOfOneChartAreNotGivenToAnother() async throws {
    let fixture = try await ExportFixture.twoDays()
    let songs = ChartName("songs")!
    var settings = ChartSettings(chart: songs, title: "Songs", item: .item, job: nil)
    var dataset = Dataset()
    dataset.licence = "https://example.org/terms"
    dataset.attribution = "The Publisher"
    settings.dataset = dataset
    try await fixture.record(
      "2026-05-01", [Entry(rank: 1, id: ItemID("s"), title: "Song")], settings, of: songs)
    func described() throws -> JSONValue {
      try JSONReader.read(try fixture.files()["datapackage.json"] ?? [])
    }

    try await fixture.export(.parquet) { $0.charts.append(songs) }
    let each = try described()
    let resources = each["resources"]?.array ?? []
    #expect(resources.map { $0["name"] } == ["songs.parquet", "test.parquet"])
    let (licences, sources) = (resources.map { $0["licenses"] }, resources.map { $0["sources"] })
    #expect(
      licences.map { $0.map(CanonicalJSON.text) } == [
        #"[{"path":"https://example.org/terms"}]"#, #"[{"name":"CC-BY-4.0"}]"#,
      ])
    #expect(
      sources.map { $0.map(CanonicalJSON.text) } == [
        #"[{"title":"The Publisher"}]"#,
        #"[{"path":"https://example.org/films","title":"The Publisher"}]"#,
      ])
    // The charts agree on the attribution, but neither on the licence nor on the page of the source.
    #expect(each["licenses"] == nil && each["sources"] == nil)
    #expect(each["attribution"] == "The Publisher")

    try await fixture.export(.sqlite, to: "both.sqlite") { $0.charts.append(songs) }
    let both = try described()["resources"]?.array?.first { $0["name"] == "both.sqlite" }
    #expect(both?["charts"]?.array?.count == 2)
    #expect(both?["licenses"] == nil && both?["sources"] == nil)
    let metadata = try JSONReader.read(try fixture.files()["metadata.json"] ?? [])
    let database = metadata["databases"]?["both"]
    let places: [JSONValue?] = [metadata, database, database?["tables"]?["entries"]]
    for place in places {
      #expect(place?["source"] == "The Publisher")
      #expect(place?["license"] == nil && place?["license_url"] == nil && place?["source_url"] == nil)
    }
  }

  @Test func onlyWhatAnExportMadeIsReplaced() async throws {
    let fixture = try await ExportFixture.twoDays()
    try fixture.folder.write("precious", to: "out/films.csv")
    let failure = await #expect(throws: Failure.self) { try await fixture.export(.csv, to: "films.csv") }
    #expect(failure?.kind == .usage)
    #expect(failure?.remedy == .replaceOthers)
    #expect(try fixture.files() == ["films.csv": Array("precious".utf8)])
    try await fixture.export(.csv, to: "films.csv") { $0.replacesOthers = true }
    let first = try fixture.files()
    #expect(first.keys.sorted() == ["datapackage.json", "films.csv"])
    // The file belongs to an export now, so the next export may replace it.
    try await fixture.export(.csv, to: "films.csv")
    #expect(try fixture.files() == first)
  }

  @Test func aDescriptionOfOtherDataIsNotReplaced() async throws {
    let fixture = try await ExportFixture.twoDays()
    try fixture.folder.write(#"{"name":"mine"}"#, to: "out/datapackage.json")
    let failure = await #expect(throws: Failure.self) { try await fixture.export(.csv) }
    #expect(failure?.kind == .usage)
    #expect(try fixture.files() == ["datapackage.json": Array(#"{"name":"mine"}"#.utf8)])
  }

  @Test func anExportThatIsStoppedLeavesNothing() async throws {
    let fixture = try await ExportFixture.twoDays()
    let stopped = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await fixture.export(.jsonl)
    }
    let failure = await #expect(throws: Failure.self) { try await stopped.value }
    #expect(failure?.kind == .interrupted)
    #expect(try FileSystem(root: fixture.output).kind(of: fixture.output) == nil)
  }

  @Test func aColumnThatIsNotThereIsNamed() async throws {
    let fixture = try await ExportFixture.twoDays()
    let failure = await #expect(throws: Failure.self) {
      try await fixture.streamed(.csv) { $0.columns = ["vote"] }
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message == "there is no column \"vote\"")
    #expect(
      failure?.remedy
        == .words(
          "did you mean \"votes\"? the columns are: chart, day, rank, id, title, rating, tags, votes"))
  }

  @Test func idsOfOneItemAreMerged() async throws {
    let fixture = try ExportFixture()
    var settings = ChartSettings(chart: fixture.chart, title: "Test", item: .item, job: nil)
    settings.sameAs = [ItemID("old"): ItemID("new")]
    try await fixture.record("2026-05-01", [Entry(rank: 1, id: ItemID("old"), title: "WALL-E")], settings)
    try await fixture.record("2026-05-02", [Entry(rank: 1, id: ItemID("new"), title: "WALL·E")])
    #expect(
      try await fixture.streamed(.csv) { $0.columns = ["day", "id", "title"] }
        == "day,id,title\r\n2026-05-01,new,WALL-E\r\n2026-05-02,new,WALL·E\r\n")
  }

  @Test func onlyWhatWasKnownByAnInstantCounts() async throws {
    let fixture = try await ExportFixture.twoDays()
    let known = try await fixture.streamed(.csv) { request in
      request.cutoff.asOf = Instant("2026-04-30T12:00:00Z")
      request.columns = ["day", "rank"]
    }
    #expect(known == "day,rank\r\n2026-04-30,1\r\n2026-04-30,2\r\n")
  }

  @Test func aRangeWithoutADayIsNoData() async throws {
    let fixture = try await ExportFixture.twoDays()
    let failure = await #expect(throws: Failure.self) {
      try await fixture.export(.csv) { $0.from = Day("2026-05-02") }
    }
    #expect(failure?.kind == .noData)
    #expect(failure?.message == "no day of test from 2026-05-02 is published")
  }
}
