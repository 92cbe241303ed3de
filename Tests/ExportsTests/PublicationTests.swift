import GRDB
import History
import JSON
import LakeStore
import MarqueeTestSupport
import RankingModel
import Storage
import Testing

@testable import Exports
@testable import Operations

/// The files of a publication, and which of them a later publication writes again.
@Suite(.timeLimit(.minutes(30))) struct PublicationTests {
  private func publish(_ fixture: ExportFixture) async throws -> Publication {
    try await fixture.workplace.publish(fixture.chart, to: FolderPlace(fixture.output))
  }

  /// All files below the folder for exports, by name.
  private func files(_ fixture: ExportFixture) throws -> [String: [UInt8]] {
    let system = FileSystem(root: fixture.output)
    var files: [String: [UInt8]] = [:]
    var folders = [""]
    while let folder = folders.popLast() {
      for name in try system.names(in: "\(fixture.output)/\(folder)") {
        let path = "\(folder)\(name)"
        if try system.kind(of: "\(fixture.output)/\(path)") == .folder {
          folders.append("\(path)/")
        } else {
          files[path] = try system.read("\(fixture.output)/\(path)")
        }
      }
    }
    return files
  }

  /// The description, after a check that the files that it names exist and have the sizes and hashes that it states.
  ///
  /// - Parameter isWhole: whether the file of rows by item belongs to this publication too. An interrupted publication may have
  ///   replaced that file before the description.
  private func description(_ files: [String: [UInt8]], isWhole: Bool = true) throws -> JSONValue {
    let json = try JSONReader.read(try #require(files["test.datapackage.json"]))
    let state = try #require(json["publication"].flatMap(PublishedState.init(json:)))
    for file in state.files where isWhole || file.path != state.item.path {
      #expect(files[file.path]?.count == file.bytes, "\(file.path)")
    }
    for month in state.months {
      #expect(files[month.file.path].map { ObjectID(of: $0).description } == month.hash, "\(month.file.path)")
    }
    return json
  }

  private func name(_ files: [String: [UInt8]], _ beginning: String) throws -> String {
    let names = files.keys.filter { $0.hasPrefix(beginning) }
    try #require(names.count == 1, "\(names)")
    return names[0]
  }

  @Test func aPublicationHasEachRowInEachForm() async throws {
    let fixture = try await ExportFixture.twoDays()
    let publication = try await publish(fixture)
    let files = try files(fixture)
    let april = try name(files, "by-month/chart=test/month=2026-04/")
    let may = try name(files, "by-month/chart=test/month=2026-05/")
    let catalogue = try name(files, "ducklake/chart=test/")
    let item = "by-item/chart=test/test.parquet"
    let days = [
      "by-day/chart=test/day=2026-04-30/test.jsonl", "by-day/chart=test/day=2026-05-01/test.jsonl",
    ]
    #expect(Set(files.keys) == Set([april, may, catalogue, item, "test.datapackage.json"] + days))
    #expect(publication.catalogue == catalogue)
    #expect(publication.description == "test.datapackage.json")
    #expect((publication.days, publication.rows) == (2, 5))
    #expect(publication.written.map(\.path).last == "test.datapackage.json")
    #expect(Set(publication.written.map(\.path)) == Set(files.keys))
    #expect(publication.removed == [])
    #expect(april.hasSuffix("/\(ObjectID(of: files[april] ?? []).description.prefix(16)).parquet"))

    let snapshots = try RowsQuestion(chart: fixture.chart).answer(from: try await fixture.workplace.reader())
      .snapshots
    let ends = snapshots.map { snapshot in
      """
      "recorded_at":"\(snapshot.recordedAt)","state":"published","version":"\(snapshot.version?.description ?? "")"}

      """
    }
    #expect(
      String(decoding: files[days[0]] ?? [], as: UTF8.self) == """
        {"chart":"test","day":"2026-04-30","rank":1,"id":"a","title":"Alpha","rating":9.5,\(ends[0])\
        {"chart":"test","day":"2026-04-30","rank":2,"id":"b","title":"=Beta","rating":9,\(ends[0])
        """)
    let monthly = try ParquetFile(files[may] ?? [])
    #expect(monthly.rowGroups == [3])
    #expect(monthly.columns["id"] == ["b", "a", "c"])
    let instant = "\(snapshots[1].recordedAt.microseconds)"
    #expect(monthly.columns["recorded_at"] == [instant, instant, instant])
    #expect(monthly.columns["version"] == Array(repeating: snapshots[1].version?.description, count: 3))
    #expect(monthly.metadata["licence"] == "CC-BY-4.0")
    let sorted = try ParquetFile(files[item] ?? [])
    #expect(sorted.rowGroups == [5])
    #expect(sorted.columns["id"] == ["a", "a", "b", "b", "c"])
    #expect(sorted.columns["rank"] == ["1", "2", "2", "1", "3"])

    let json = try description(files)
    #expect(json["resources"]?.array?.map { $0["name"] } == ["by-item", "by-month"])
    #expect(json["resources"]?.array?[1]["path"] == .array([.string(april), .string(may)]))
    #expect(json["resources"]?.array?[1]["row_count"] == 5)
    #expect(json["licenses"] == JSONValue.array([["name": "CC-BY-4.0"]]))
  }

  @Test func theCatalogueNamesTheMonths() async throws {
    let fixture = try await ExportFixture.twoDays()
    let publication = try await publish(fixture)
    let files = try files(fixture)
    let april = try name(files, "by-month/chart=test/month=2026-04/")
    let may = try name(files, "by-month/chart=test/month=2026-05/")
    let folder = "by-month/chart=test/"
    try await fixture.database(publication.catalogue).read { database in
      func all(_ sql: String) throws -> [String] {
        try Row.fetchAll(database, sql: sql).map { row in
          row.map { "\($0.1.storage.value ?? "-")" }.joined(separator: " ")
        }
      }
      #expect(try all("PRAGMA integrity_check") == ["ok"])
      #expect(try all("SELECT count(*) FROM sqlite_master WHERE type = 'table'") == ["28"])
      #expect(
        try all("SELECT value FROM ducklake_metadata WHERE key IN ('version', 'data_path')") == ["1.0", "./"])
      #expect(
        try all(
          "SELECT schema_name, table_name, t.path FROM ducklake_table t JOIN ducklake_schema USING (schema_id)"
        )
          == ["main entries \(folder)"])
      #expect(
        try all(
          """
          SELECT c.column_id, column_name, column_type, nulls_allowed, source_name FROM ducklake_column c
          JOIN ducklake_name_mapping ON target_field_id = c.column_id ORDER BY column_order
          """) == [
            "1 chart varchar 0 chart", "2 day date 0 day", "3 rank int64 0 rank", "4 id varchar 0 id",
            "5 title varchar 0 title", "6 rating float64 1 rating", "7 recorded_at timestamptz 0 recorded_at",
            "8 state varchar 0 state", "9 version varchar 0 version",
          ])
      let sizes = [april, may].map { files[$0]?.count ?? 0 }
      #expect(
        try all(
          """
          SELECT path, record_count, file_size_bytes, row_id_start, mapping_id, min_value, max_value, s.column_id
          FROM ducklake_data_file JOIN ducklake_file_column_stats s USING (data_file_id) ORDER BY data_file_id
          """) == [
            "\(april.dropFirst(folder.count)) 2 \(sizes[0]) 0 0 2026-04-30 2026-04-30 2",
            "\(may.dropFirst(folder.count)) 3 \(sizes[1]) 2 0 2026-05-01 2026-05-01 2",
          ])
      #expect(
        try all("SELECT record_count, next_row_id, file_size_bytes FROM ducklake_table_stats")
          == ["5 5 \(sizes[0] + sizes[1])"])
      // The lowest byte of the footer's length, which stands before the last four bytes of the file.
      let footer = files[may]?.suffix(8).first.map(Int.init) ?? 0
      let footers = try Int.fetchAll(database, sql: "SELECT footer_size FROM ducklake_data_file")
      #expect(footers.count == 2 && footers[1] % 256 == footer)
      #expect(try all("SELECT max(snapshot_id) FROM ducklake_snapshot") == ["0"])
    }
  }

  @Test func onlyWhatChangedIsWritten() async throws {
    let fixture = try await ExportFixture.twoDays()
    let first = try await publish(fixture)
    let before = try files(fixture)
    let again = try await publish(fixture)
    #expect(again.written == [])
    #expect(again.removed == [])
    #expect((again.days, again.rows, again.catalogue) == (2, 5, first.catalogue))
    #expect(try files(fixture) == before)

    try await fixture.record("2026-05-02", [Entry(rank: 1, id: ItemID("a"), title: "Alpha")])
    let next = try await publish(fixture)
    let after = try files(fixture)
    let (april, may) = ("by-month/chart=test/month=2026-04/", "by-month/chart=test/month=2026-05/")
    #expect(
      next.written.map(\.path) == [
        try name(after, may), "by-day/chart=test/day=2026-05-02/test.jsonl",
        "by-item/chart=test/test.parquet",
        next.catalogue, "test.datapackage.json",
      ])
    #expect(next.removed == [try name(before, may), first.catalogue].sorted())
    #expect(try name(after, april) == name(before, april))
    #expect((next.days, next.rows) == (3, 6))
    _ = try description(after)
  }

  @Test func aWithdrawnMonthGoes() async throws {
    let fixture = try await ExportFixture.twoDays()
    _ = try await publish(fixture)
    _ = try await fixture.workplace.decide(.withdraw(because: nil), fixture.chart, Day("2026-04-30")!)
    let publication = try await publish(fixture)
    let files = try files(fixture)
    #expect(files.keys.filter { $0.contains("2026-04") } == [])
    #expect(publication.removed.count == 3)
    #expect((publication.days, publication.rows) == (1, 3))
    #expect(try ParquetFile(files["by-item/chart=test/test.parquet"] ?? []).columns["id"] == ["a", "b", "c"])
    _ = try description(files)
    #expect(
      try FileSystem(root: fixture.output).names(in: "\(fixture.output)/by-day/chart=test") == [
        "day=2026-05-01"
      ])
  }

  @Test func theSameLakeGivesTheSameBytes() async throws {
    let fixture = try await ExportFixture.twoDays()
    _ = try await publish(fixture)
    let first = try files(fixture)
    // Neither an earlier publication nor a lost file changes the bytes.
    try await fixture.record("2026-05-02", [Entry(rank: 1, id: ItemID("a"), title: "Alpha")])
    _ = try await publish(fixture)
    let second = try files(fixture)
    for lost in second.keys.sorted() {
      try FileSystem(root: fixture.output).remove("\(fixture.output)/\(lost)")
      let publication = try await publish(fixture)
      #expect(try files(fixture) == second, "\(lost)")
      #expect(publication.written.map(\.path).contains(lost), "\(lost)")
    }
    let other = try await ExportFixture.twoDays()
    _ = try await publish(other)
    #expect(try files(other) == first)
    try await other.record("2026-05-02", [Entry(rank: 1, id: ItemID("a"), title: "Alpha")])
    _ = try await publish(other)
    #expect(try files(other) == second)
  }

  @Test func oneThatIsStoppedLeavesTheCatalogueBeforeItWhole() async throws {
    let expected = try await ExportFixture.twoDays()
    try await expected.record("2026-05-02", [Entry(rank: 1, id: ItemID("a"), title: "Alpha")])
    _ = try await publish(expected)
    // It stops at the month and its day, at the rows by item and the catalogue, at the description, or at the removal.
    for stop in 0..<4 {
      let fixture = try await ExportFixture.twoDays()
      let first = try await publish(fixture)
      let before = try files(fixture)
      try await fixture.record("2026-05-02", [Entry(rank: 1, id: ItemID("a"), title: "Alpha")])
      let rows = try RowsQuestion(chart: fixture.chart).answer(from: try await fixture.workplace.reader())
      let place = StoppingPlace(folder: FolderPlace(fixture.output), stop: stop)
      let publisher = Publisher(
        rows: rows, columns: ExportColumn.published(measures: ["rating"], []), program: "1.2.3", place: place)
      await #expect(throws: Stopped.self) {
        var publisher = publisher
        _ = try await publisher.publish()
      }
      let stopped = try files(fixture)
      _ = try description(stopped, isWhole: stop != 2)
      for name in before.keys where name.hasPrefix("by-month/") || name.hasPrefix("ducklake/") {
        #expect(stopped[name] == before[name], "\(stop): \(name)")
      }
      if stop < 3 { #expect(stopped["test.datapackage.json"] == before["test.datapackage.json"]) }
      #expect(before[first.catalogue] != nil)
      _ = try await publish(fixture)
      #expect(try files(fixture) == files(expected), "\(stop)")
    }
  }

  @Test func columnsHaveNamesOfTheirOwn() {
    let columns = ExportColumn.published(
      measures: ["votes", "rating"],
      [
        ("id", .text), ("title", .text), ("rank", .integer), ("rating", .integer), ("version", .text),
        ("Day", .text), ("genre", .list), ("VERSION", .boolean),
      ])
    #expect(
      columns.map(\.name) == [
        "chart", "day", "rank", "id", "title", "votes", "rating", "version_2", "Day_2", "genre", "VERSION_3",
        "recorded_at", "state", "version",
      ])
    #expect(columns[5..<11].map(\.kind) == [.decimal, .integer, .text, .text, .list, .boolean])
    #expect(columns[5..<11].map(\.field) == ["votes", "rating", "version", "Day", "genre", "VERSION"])
  }

  @Test func placesThatDoNotFitAreRefused() async throws {
    let fixture = try await ExportFixture.twoDays()
    let within = FolderPlace("\(fixture.folder.path(of: "lake"))/published")
    let refusal = await #expect(throws: Failure.self) {
      _ = try await fixture.workplace.publish(fixture.chart, to: within)
    }
    #expect(refusal?.kind == .usage)
    try fixture.folder.write(#"{"name":"mine"}"#, to: "out/test.datapackage.json")
    let failure = await #expect(throws: Failure.self) { _ = try await publish(fixture) }
    #expect(failure?.kind == .usage)
    #expect(try files(fixture).count == 1)
  }
}

/// Stops a publication.
private struct Stopped: Error {}

/// A folder that stops a publication: at the call of `put` with the number `stop`, counted from 0, or else at the removal.
private actor StoppingPlace: FilePlace {
  nonisolated let folder: FolderPlace
  nonisolated var location: String { folder.location }
  nonisolated var address: String? { nil }
  private let stop: Int
  private var count = 0

  init(folder: FolderPlace, stop: Int) { (self.folder, self.stop) = (folder, stop) }

  func sizes(below prefix: String) throws -> [String: Int] { try folder.sizes(below: prefix) }
  func read(_ names: [String]) throws -> [[UInt8]?] { try folder.read(names) }

  func put(_ files: [(name: String, bytes: [UInt8])]) throws {
    defer { count += 1 }
    if count == stop { throw Stopped() }
    try folder.put(files)
  }

  func remove(_ names: [String]) throws { throw Stopped() }
}
