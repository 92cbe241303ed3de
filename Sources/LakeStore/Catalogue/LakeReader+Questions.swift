import GRDB
import JSON
public import RankingModel

extension LakeReader {
  /// The charts that have a snapshot, sorted by name.
  public func charts() throws(Failure) -> [ChartName] {
    try query { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT name FROM chart WHERE EXISTS (SELECT 1 FROM snapshot WHERE chart = chart.id AND NOT is_forgotten)
          ORDER BY name
          """
      ).compactMap { ChartName($0) }
    }
  }

  /// The SQL condition for the snapshots of the chart `?1`, and of the day `?2` where there is one. SQLite finds the rows of one
  /// day without reading the others only where the condition compares the day directly.
  static func snapshots(on day: Day?) -> String {
    "chart = (SELECT id FROM chart WHERE name = ?1)" + (day == nil ? " AND ?2 IS NULL" : " AND day = ?2")
  }

  /// All snapshots of `chart`, of one day or of all, by day and then in the order in which they were recorded.
  public func snapshots(of chart: ChartName, on day: Day? = nil) throws(Failure) -> [SnapshotSummary] {
    try days(of: chart, on: day).flatMap(\.all)
  }

  /// The snapshots of each day of `chart`, or of one day, by day.
  public func days(
    of chart: ChartName, on day: Day? = nil, cutoff: Cutoff = Cutoff()
  ) throws(Failure) -> [DaySnapshots] {
    try query { database in
      let hasVerdicts = try Bool.fetchOne(
        database.cachedStatement(sql: StandingSnapshot.hasVerdicts), arguments: [chart.description])
      let counted = StandingSnapshot.counted(
        by: cutoff, where: LakeReader.snapshots(on: day),
        hasVerdicts: hasVerdicts ?? true)
      let statement = try database.cachedStatement(
        sql: "SELECT \(SnapshotSummary.columns) FROM (\(counted)) ORDER BY day, recorded_at")
      var days: [DaySnapshots] = []
      try statement.forEachRow([chart.description, day?.description]) { columns in
        let snapshot = try SnapshotSummary(columns, chart: chart)
        if days.last?.day == snapshot.day {
          days[days.count - 1].add(snapshot)
        } else {
          days.append(DaySnapshots(snapshot))
        }
      }
      return days
    }
  }

  /// The observations of `item` on every published snapshot of `chart`, including superseded ones.
  public func observations(of item: ItemID, on chart: ChartName) throws(Failure) -> [Observation] {
    try query { database in
      try LakeReader.requireWhole(chart, database)
      let measures = try LakeReader.measures(of: chart, database)
      // The measures of an item are often the same as before.
      var read: [String: [JSONMember]] = [:]
      var observations: [Observation] = []
      try LakeReader.forEachObservation(of: item, on: chart, "measures", database) { columns, title in
        let measures = try read.value(of: columns.text(3) ?? "") { try MeasureText.members($0, measures) }
        observations.append(
          Observation(
            snapshot: columns.integer(0), rank: Int(columns.integer(1)), title: title, measures: measures))
      }
      return observations
    }
  }

  /// Calls `body` with each observation of `item` on `chart`, including those on superseded snapshots, and with its title. The
  /// columns are the snapshot, the rank, the number of the title, and `column`.
  static func forEachObservation(
    of item: ItemID, on chart: ChartName, _ column: String, _ database: Database,
    _ body: (Columns, _ title: String) throws -> Void
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        SELECT snapshot, rank, title, \(column) FROM observation
        WHERE item = (SELECT id FROM item WHERE chart = (SELECT id FROM chart WHERE name = ?) AND name = ?)
        """)
    let text = try database.cachedStatement(sql: "SELECT text FROM title WHERE id = ?")
    // An item has few titles.
    var titles: [Int64: String] = [:]
    try statement.forEachRow([chart.description, item.description]) { columns in
      let title = try titles.value(of: columns.integer(2)) {
        try text.row(for: $0) { $0.text(0) ?? "" } ?? ""
      }
      try body(columns, title)
    }
  }

  /// All items of `chart` whose id is `text`, or that have a title with `text` in it, compared as `FoldedText`; every item where
  /// `text` is empty. Sorted by item, then title, both by bytes.
  public func items(of chart: ChartName, containing text: String) throws(Failure) -> [ItemTitle] {
    let wanted = FoldedText.of(text)
    return try query { database in
      try LakeReader.requireWhole(chart, database)
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT item.name, title.text
          FROM item JOIN chart ON chart.id = item.chart
          JOIN item_title ON item_title.item = item.id
          JOIN title ON title.id = item_title.title
          WHERE chart.name = ?1 AND (instr(title.folded, ?2) > 0 OR item.folded = ?2 OR ?2 = '')
          """, arguments: [chart.description, wanted])
      var items: [ItemTitle] = []
      while let row = try rows.next() { items.append(ItemTitle(item: ItemID(row[0]), title: row[1])) }
      return items.sorted { ($0.item, ByteText($0.title)) < ($1.item, ByteText($1.title)) }
    }
  }

  /// Those of `items` that stood on at least one of the published snapshots of `chart` with the numbers `snapshots`.
  public func items(
    _ items: [ItemID], of chart: ChartName, onAnyOf snapshots: Set<Int64>
  ) throws(Failure) -> Set<ItemID> {
    guard !items.isEmpty, !snapshots.isEmpty else { return [] }
    return try query { database in
      try LakeReader.requireWhole(chart, database)
      let statement = try database.cachedStatement(
        sql: """
          SELECT observation.snapshot
          FROM item JOIN chart ON chart.id = item.chart
          JOIN observation ON observation.item = item.id
          WHERE chart.name = ? AND item.name = ?
          """)
      var found: Set<ItemID> = []
      for item in items {
        let numbers = try Int64.fetchCursor(statement, arguments: [chart.description, item.description])
        while let number = try numbers.next() {
          guard snapshots.contains(number) else { continue }
          found.insert(item)
          break
        }
      }
      return found
    }
  }

  /// Refuses to answer about a chart where the entries of a published day are lost: items would seem absent on that day.
  static func requireWhole(_ chart: ChartName, _ database: Database) throws {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT snapshot.day, snapshot.version FROM snapshot JOIN chart ON chart.id = snapshot.chart
        WHERE chart.name = ? AND NOT is_whole AND NOT is_forgotten
        """, arguments: [chart.description])
    guard let row else { return }
    let version = ObjectID(hash: row[1])?.short ?? ""
    throw Failure(
      .damaged, "the entries of \(chart) on \(row[0] as String) are lost (version \(version))",
      remedy: .either(.repairLake, or: .forgetVersion(chart, digits: version))
    )
  }

  /// The finished runs, newest first.
  ///
  /// - Parameter limit: how many of them at most; `nil` for all.
  public func runs(
    of chart: ChartName? = nil, on day: Day? = nil, limit: Int? = nil
  ) throws(Failure) -> [RunReport] {
    try reports(
      """
      WHERE (?1 IS NULL OR run.chart = ?1) AND (?2 IS NULL OR run.day = ?2)
      ORDER BY started_at DESC, run.id DESC LIMIT ?3
      """, [chart?.description, day?.description, limit ?? -1])
  }

  /// The finished run of `chart` that started last, not counting runs that discarded dead letters; `nil` where there is none.
  public func lastRun(of chart: ChartName) throws(Failure) -> RunReport? {
    try reports(
      "WHERE run.chart = ? AND \"trigger\" <> ? ORDER BY started_at DESC, run.id DESC LIMIT 1",
      [chart.description, RunReport.Trigger.discard.rawValue]
    ).first
  }

  /// The finished run named `id`; `nil` where there is none.
  public func run(_ id: String) throws(Failure) -> RunReport? {
    try reports("WHERE run.id = ?", [id]).first
  }

  /// The names of the finished runs that start with `start`, in order.
  public func runNames(startingWith start: String) throws(Failure) -> [String] {
    try query { database in
      try String.fetchAll(
        database, sql: "SELECT id FROM run WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id",
        arguments: [start])
    }
  }

  /// The reports of the runs that `condition` chooses, from the records that have them.
  private func reports(_ condition: String, _ arguments: StatementArguments) throws(Failure) -> [RunReport] {
    try query { database in
      try Row.fetchAll(
        database,
        sql: "SELECT record.key, document FROM run JOIN record ON record.id = run.record \(condition)",
        arguments: arguments
      ).map { row in
        switch LakeReader.record(row[0], row[1])?.record {
        case .run(let report)?: return report
        case .snapshot(let snapshot)?: return snapshot.report
        case .settings?, .decision?, nil:
          throw Failure(.damaged, "the catalogue has a run that cannot be read", remedy: .remakeCatalogue)
        }
      }
    }
  }
}

extension SnapshotSummary {
  /// The columns that `init(_:chart:)` reads, in their order.
  static let columns = """
    id, day, recorded_at, state, version, entries, run, reason, captured_at, is_refused,
    archive IS NOT NULL
    """

  init(_ columns: Columns, chart: ChartName) throws {
    guard let day = columns.withText(1, Day.init(utf8:)),
      let recordedAt = columns.withText(2, Instant.init(utf8:)),
      let state = columns.text(3).flatMap(DayState.init(rawValue:)),
      let capturedAt = columns.withText(8, Instant.init(utf8:)), let run = columns.text(6)
    else { throw Failure(.damaged, "the catalogue has a snapshot that cannot be read", remedy: .repairLake) }
    self.init(
      number: columns.integer(0), chart: chart, day: day, capturedAt: capturedAt, recordedAt: recordedAt,
      state: state,
      version: columns.withBytes(4) { ObjectID(hash: $0) },
      entries: Int(columns.integer(5)),
      run: run, reason: columns.text(7), isRefused: columns.integer(9) != 0,
      isFromArchive: columns.integer(10) != 0)
  }
}
