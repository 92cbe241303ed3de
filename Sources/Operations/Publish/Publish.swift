import Exports
import History
import JSON
import LakeStore
public import RankingModel
public import Storage

/// A publication of a chart: a copy of its rows for other programs to query.
public struct Publication: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The place of the publication.
  public var location: String
  /// The name of its description at the place.
  public var description: String
  /// The name of its catalogue at the place.
  public var catalogue: String
  /// The number of days that it has.
  public var days: Int
  /// The number of rows that it has.
  public var rows: Int
  /// The files that were written, with their sizes. All other files are unchanged.
  public var written: [ExportedFile] = []
  /// The names of the removed files: only an earlier publication used them.
  public var removed: [String] = []
  /// How many values did not fit their column, by the column's name, if rows were written. They are null in Parquet.
  public var misfits: [String: Int] = [:]
}

extension Workplace {
  /// Brings the publication of `chart` at `place` to the state of the lake. Only changed files are written, and if nothing has
  /// changed, no version is read.
  ///
  /// New files are written first, then the catalogue and the description that name them. Files that these no longer name are
  /// removed last. A publication that is interrupted at any point leaves the earlier catalogue and all its files intact.
  ///
  /// - Throws: a `noData` failure if no day is published, `usage` if the place does not fit, `storage` if the files cannot be
  ///   stored there, `interrupted` if the task was cancelled.
  public func publish(_ chart: ChartName, to place: any FilePlace) async throws -> Publication {
    try ExportRequest.refuse(place.location, lake: self.place)
    let reader = try await reader()
    let rows = try RowsQuestion(chart: chart).answer(from: reader)
    let columns = ExportColumn.published(
      measures: rows.measures, await declaredFields(of: rows, from: reader))
    let publisher = Publisher(
      rows: rows, columns: columns, program: options.program ?? "unknown", place: place)
    do {
      return try await stoppable {
        var publisher = publisher
        return try await publisher.publish()
      }.get()
    } catch {
      throw Failure(exporting: error, "the publication")
    }
  }
}

/// Brings one publication to the state of the lake.
struct Publisher {
  let rows: ChartRows
  let columns: [ExportColumn]
  /// The version of the program.
  let program: String
  let place: any FilePlace
  /// The files at the place before anything is written: their names, and their sizes in bytes.
  var listed: [String: Int] = [:]

  private var chart: ChartName { rows.chart }
  private var description: String { "\(chart).\(DataPackage.fileName)" }
  private var months: String { "by-month/chart=\(chart)/" }
  private var items: String { "by-item/chart=\(chart)/" }
  private var days: String { "by-day/chart=\(chart)/" }
  private var catalogues: String { "ducklake/chart=\(chart)/" }

  /// The location of the files as the catalogue states it: the address of the place, with a slash. A folder without an address
  /// gives `./`; a program that opens the catalogue must then be told where the folder is.
  private var root: String { place.address.map { "\($0)/" } ?? "./" }

  mutating func publish() async throws -> Publication {
    let earlier = try await earlierState()
    for prefix in [months, items, days, catalogues] {
      listed.merge(try await place.sizes(below: prefix), uniquingKeysWith: { $1 })
    }
    let isThere = { [listed] (file: PublishedState.File) in listed[file.path] == file.bytes }
    let plan = rows.months.map(planned)
    let isCurrent = { [listed] (month: PlannedMonth) in
      earlier?.months.first { $0.source == month.source }.map { isThere($0.file) } == true
        && month.files.allSatisfy { listed[$0] != nil }
    }
    var publication = Publication(
      chart: chart, location: place.location, description: description, catalogue: "",
      days: rows.snapshots.count, rows: 0)
    let state: PublishedState
    if let earlier, earlier.months.map(\.source) == plan.map(\.source), plan.allSatisfy(isCurrent),
      isThere(earlier.item), isThere(earlier.catalogue), earlier.root == root
    {
      state = earlier
    } else {
      let kept = Dictionary(
        plan.filter(isCurrent).compactMap { month in
          earlier?.months.first { $0.source == month.source }.map { (month.source, $0) }
        }, uniquingKeysWith: { $1 })
      state = try await write(plan, keeping: kept, &publication)
    }
    publication.catalogue = state.catalogue.path
    publication.rows = state.months.reduce(0) { $0 + $1.rows }
    let named = Set([description] + state.files.map(\.path) + plan.flatMap(\.files))
    publication.removed = listed.keys.filter { !named.contains($0) }.sorted()
    if !publication.removed.isEmpty { try await place.remove(publication.removed) }
    return publication
  }

  /// The state of the publication as the description at the place records it; `nil` if there is no description, or if it
  /// describes no publication.
  private mutating func earlierState() async throws -> PublishedState? {
    guard case let bytes?? = try await place.read([description]).first else { return nil }
    listed[description] = bytes.count
    let json = try? JSONReader.read(bytes)
    guard json?[DataPackage.maker.key] == DataPackage.maker.value else {
      throw Failure(
        .usage, "\(place.location)/\(description) describes other data: no publication made it",
        remedy: .words("publish to another place"))
    }
    return json?["publication"].flatMap(PublishedState.init(json:))
  }

  /// A month of the chart as it is in the lake.
  private struct PlannedMonth {
    /// The indexes of its days in `rows.snapshots`.
    var places: Range<Int>
    /// A hash of everything that determines the bytes of its files.
    var source: String
    /// The names of the files of its days.
    var files: [String]
  }

  private func planned(_ places: Range<Int>) -> PlannedMonth {
    var hash = RunningHash()
    hash.add(head)
    for snapshot in rows.snapshots[places] {
      let version = snapshot.version?.description ?? ""
      hash.add(Array("\(snapshot.day) \(snapshot.recordedAt) \(snapshot.state.rawValue) \(version)\n".utf8))
    }
    return PlannedMonth(
      places: places, source: hash.digits, files: rows.snapshots[places].map { file(of: $0.day) })
  }

  /// Everything except the days that determines the bytes of the files.
  private var head: [UInt8] {
    let pairs = (rows.settings?.sameAs ?? [:]).sorted { $0.key < $1.key }
    let columns = columns.map { column -> JSONValue in
      [.string(column.name), .string(column.kind.rawValue), .string(column.field ?? "")]
    }
    return CanonicalJSON.bytes([
      "program": .string(program), "title": .string(rows.title), "item": .string(rows.item.one),
      "cadence": rows.cadence.json, "dataset": rows.dataset.json, "columns": .array(columns),
      "same_as": .array(pairs.map { [.string($0.key.description), .string($0.value.description)] }),
    ])
  }

  private func file(of day: Day) -> String { "\(days)\(JSONLinesExport.folder(of: day))/\(chart).jsonl" }

  /// Reads all days, and writes every file whose bytes differ from what is at the place. The months in `kept`, by their source
  /// hashes, are not written.
  private func write(
    _ plan: [PlannedMonth], keeping kept: [String: PublishedState.Month], _ publication: inout Publication
  ) async throws -> PublishedState {
    var tally = RowTally()
    var sorted = RowsByItem(columns: columns)
    var found: [PublishedState.Month] = []
    for month in plan {
      let days = try await rows.days(month.places)
      for day in days { tally.add(day.entries) }
      sorted.add(days)
      if let month = kept[month.source] {
        found.append(month)
        continue
      }
      let monthly = try await parquet { try $0.append(days.flatMap(DayRow.rows)) }
      let path = "\(months)month=\("\(days[0].day)".prefix(7))/\(monthly.hash.prefix(16)).parquet"
      found.append(
        PublishedState.Month(
          file: PublishedState.File(path: path, bytes: monthly.bytes.count), hash: monthly.hash,
          source: month.source, rows: days.reduce(0) { $0 + $1.entries.count }, footer: monthly.footer,
          days: DayRange(from: days[0].day, to: days[days.count - 1].day)))
      let lines = days.map { day in
        (name: file(of: day.day), bytes: JSONLinesExport.lines(of: day, chart, columns))
      }
      try await store([(name: path, bytes: monthly.bytes)] + lines, &publication)
    }
    let item = try await parquet { [sorted] in try await sorted.write(rows, to: &$0) }
    publication.misfits = item.misfits
    return try await name(found, tally, item, &publication)
  }

  /// Writes the file of all rows sorted by item, then the catalogue, and last the description that names all files.
  private func name(
    _ found: [PublishedState.Month], _ tally: RowTally, _ item: ParquetBytes, _ publication: inout Publication
  ) async throws -> PublishedState {
    let newest = rows.snapshots.map(\.recordedAt).max() ?? Instant(microseconds: 0)
    let catalogue = try DuckLakeCatalogue(
      chart, columns: columns, root: root, folder: months,
      files: found.map { month in
        DuckLakeCatalogue.File(
          String(month.file.path.dropFirst(months.count)), rows: month.rows, bytes: month.file.bytes,
          footer: month.footer, days: month.days)
      }, at: newest, program: program
    ).bytes()
    let instant = newest.secondsText.filter { !"-:".contains($0) }
    let state = PublishedState(
      months: found, item: .init(path: "\(items)\(chart).parquet", bytes: item.bytes.count),
      catalogue: .init(
        path: "\(catalogues)\(instant)-\(ObjectID(of: catalogue).short).sqlite", bytes: catalogue.count),
      root: root)
    try await store([(state.item.path, item.bytes), (state.catalogue.path, catalogue)], &publication)
    let table = ExportTable(rows, columns: columns)
    let resources = [
      DataPackage.Resource(
        table, tally, file: "by-item", format: "parquet", paths: [state.item.path], bytes: item.bytes.count,
        hash: item.hash),
      DataPackage.Resource(
        table, tally, file: "by-month", format: "parquet", paths: found.map(\.file.path),
        bytes: found.reduce(0) { $0 + $1.file.bytes }, hash: nil),
    ]
    let members = (DataPackage.json(resources).members ?? []) + [JSONMember("publication", state.json)]
    let json = CanonicalJSON.bytes(.object(members)) + [UInt8(ascii: "\n")]
    try await store([(description, json)], &publication)
    return state
  }

  /// Writes those of `files` that are not at the place with the same bytes.
  private func store(
    _ files: [(name: String, bytes: [UInt8])], _ publication: inout Publication
  ) async throws {
    let alike = files.filter { listed[$0.name] == $0.bytes.count }
    let there = try await place.read(alike.map(\.name))
    let same = Set(zip(alike, there).filter { $0.bytes == $1 }.map(\.0.name))
    let changed = files.filter { !same.contains($0.name) }
    if !changed.isEmpty { try await place.put(changed) }
    publication.written += changed.map { ExportedFile(path: $0.name, rows: nil, bytes: $0.bytes.count) }
  }

  /// A Parquet file in memory.
  private struct ParquetBytes {
    var bytes: [UInt8] = []
    var misfits: [String: Int] = [:]
    /// The SHA-256 of the bytes in hexadecimal digits.
    var hash: String { ObjectID(of: bytes).description }
    /// The size of the footer in bytes. The file stores it as a little-endian number just before its last four bytes.
    var footer: Int { bytes.suffix(8).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) } }
  }

  private func parquet(_ fill: (inout ParquetRows) async throws -> Void) async throws -> ParquetBytes {
    var file = ParquetBytes()
    var writer = ParquetRows(rows, columns: columns, version: program) { file.bytes += $0 }
    try await fill(&writer)
    try writer.finish()
    file.misfits = writer.misfits
    return file
  }
}
