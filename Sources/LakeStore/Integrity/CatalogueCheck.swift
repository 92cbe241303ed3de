import GRDB
import RankingModel

/// Holds the catalogue against the lake's records.
struct CatalogueCheck: Sendable {
  let path: String
  /// The lake's id; `nil` where it is not known.
  let lake: String?
  let fileSystem: FileSystem

  /// What the catalogue says.
  struct Rows: Sendable {
    var snapshots: [LakeInventory.Record] = []
    /// Runs by the place of their own record.
    var runs: [String: String] = [:]
    /// The records that a catalogue knows which cannot be used otherwise.
    var known: Set<String> = []
    /// Why there are no rows to be held against the records, and what that means.
    var problem: IntegrityProblem?
    /// The catalogue, in which others may write meanwhile.
    var live: DatabaseQueue?
    /// A copy of it from when the rows were read; `nil` unless a deep check asked for one.
    var frozen: DatabaseQueue?
  }

  private static let name = "catalogue.sqlite"

  /// Reads the rows as they are at one instant, and every page of the file.
  ///
  /// - Parameter isDeep: whether to keep a copy of the whole catalogue too, to be compared with one made anew.
  func read(isDeep: Bool) throws(Failure) -> Rows {
    let file = "\(path)/\(CatalogueCheck.name)"
    var rows = Rows()
    guard try reading("the catalogue", try fileSystem.size(file)) != nil else {
      rows.problem = unusable("is missing")
      return rows
    }
    switch DatabaseCheck.outcome(ofFileAt: file) {
    case .sound: break
    case .damaged(let words): rows.problem = unusable(words)
    case .unreadable(let words):
      rows.problem = problem(.unreadable, words)
      return rows
    }
    do {
      let opened = try CatalogueConnection.reader(path: file)
      rows.live = opened.database
      if let lake, opened.lake != lake { rows.problem = unusable("belongs to another lake") }
      if isDeep {
        let frozen = try DatabaseQueue()
        try opened.database.backup(to: frozen)
        rows.frozen = frozen
      }
      try (rows.frozen ?? opened.database).read { database in
        rows.snapshots = try CatalogueCheck.snapshots(database)
        for row in try Row.fetchAll(database, sql: "SELECT record, id FROM run WHERE record IS NOT NULL") {
          rows.runs[row[0] as String] = row[1]
        }
      }
    } catch {
      let failure = Failure(database: "the catalogue", error)
      let isUnreadable = [.storage, .locked].contains(failure.kind)
      rows.problem =
        rows.problem
        ?? (isUnreadable
          ? problem(.unreadable, failure.message) : unusable("cannot be used: \(failure.message)"))
    }
    if rows.problem?.severity == .notice,
      let opened = try CatalogueConnection.usable(path: file, unchecked: true),
      opened.lake == lake
    {
      defer { try? opened.database.close() }
      let reader = LakeReader(
        path: path, objects: FolderObjectStore(folder: "\(path)/objects", fileSystem: fileSystem),
        fileSystem: fileSystem, database: opened.database)
      rows.known = try unlessDamaged(try reader.indexedRecords()) ?? []
    }
    return rows
  }

  /// A catalogue that nothing can be read from is no damage to the lake: it is an index.
  private func unusable(_ words: String) -> IntegrityProblem {
    problem(.notice, "\(words); the next command that writes makes it anew, as marquee lake reindex does")
  }

  private static func snapshots(_ database: Database) throws -> [LakeInventory.Record] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT record, chart.name, day, recorded_at, state, version, entries, run, reason, captured_at
        FROM snapshot JOIN chart ON chart.id = snapshot.chart
        """
    ).map { row in
      guard let chart = ChartName(row[1] as String), let day = Day(row[2] as String),
        let recordedAt = Instant(row[3] as String), let state = DayState(rawValue: row[4]),
        let capturedAt = Instant(row[9] as String)
      else { throw Failure(.damaged, "the catalogue has a snapshot that cannot be read") }
      return LakeInventory.Record(
        path: row[0], chart: chart, day: day, capturedAt: capturedAt, recordedAt: recordedAt, state: state,
        version: (row[5] as String?).flatMap { ObjectID($0) }, entries: row[6], run: row[7], reason: row[8])
    }
  }

  /// What is wrong with the catalogue.
  ///
  /// - Parameter hasSoundVersions: whether every version is sound, so that a catalogue can be made anew from them.
  func problems(
    _ rows: Rows, _ inventory: LakeInventory, hasSoundVersions: Bool
  ) throws(Failure) -> [IntegrityProblem] {
    if let problem = rows.problem {
      var problems = [problem]
      let seen = Set(inventory.records.map(\.path) + inventory.runs.keys + inventory.problems.map(\.subject))
      for path in rows.known.subtracting(seen).sorted() where try !forgotten.holds(path) {
        problems.append(CatalogueCheck.missing(path))
      }
      return problems
    }
    var problems: [IntegrityProblem] = []
    let unreadable = Set(inventory.problems.map(\.subject))
    let records = Dictionary(inventory.records.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let indexed = Dictionary(rows.snapshots.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    for (path, row) in indexed where !unreadable.contains(path) {
      guard let record = records[path] else {
        // Another process may have forgotten it since the rows were read.
        if try !forgotten.holds(path) {
          problems.append(CatalogueCheck.missing(path))
        } else if try isStillNamed(path, rows) {
          problems.append(damage("names a snapshot that was forgotten, as an older copy does: \(path)"))
        }
        continue
      }
      if record != row { problems.append(damage("says something else than the record \(path)")) }
    }
    for (path, _) in rows.runs where inventory.runs[path] == nil && !unreadable.contains(path) {
      problems.append(CatalogueCheck.missing(path))
    }
    let late =
      records.keys.filter { indexed[$0] == nil }.count
      + inventory.runs.keys.filter { rows.runs[$0] == nil }.count
    if late > 0 {
      problems.append(
        IntegrityProblem(
          .catalogue, .notice, CatalogueCheck.name,
          "\(late) \(late == 1 ? "record is" : "records are") not in it yet; marquee lake reindex adds what is late"
        ))
    }
    if hasSoundVersions, problems.isEmpty, let difference = try difference(rows, inventory) {
      problems.append(damage(difference))
    }
    return problems
  }

  /// Whether the catalogue names the record even now: forgetting takes it out before the record goes.
  private func isStillNamed(_ path: String, _ rows: Rows) throws(Failure) -> Bool {
    do {
      return try rows.live?.read {
        try Bool.fetchOne(
          $0, sql: "SELECT EXISTS (SELECT 1 FROM snapshot WHERE record = ?)", arguments: [path])
      } == true
    } catch {
      throw Failure(database: "the catalogue", error)
    }
  }

  private var forgotten: ForgottenRecords { ForgottenRecords(lake: path, fileSystem: fileSystem) }

  static func missing(_ path: String) -> IntegrityProblem {
    IntegrityProblem(
      path.hasPrefix("runs/") ? .runRecord : .snapshotRecord, .damage, path,
      "is missing, and the catalogue names it", snapshots: AffectedSnapshot(recordAt: path).map { [$0] } ?? []
    )
  }

  private func damage(_ words: String) -> IntegrityProblem { problem(.damage, words) }

  private func problem(_ severity: IntegrityProblem.Severity, _ words: String) -> IntegrityProblem {
    IntegrityProblem(.catalogue, severity, CatalogueCheck.name, words)
  }

  /// Where the catalogue differs from one made anew; `nil` where it does not.
  private func difference(_ rows: Rows, _ inventory: LakeInventory) throws(Failure) -> String? {
    guard let database = rows.frozen else { return nil }
    do {
      let fresh = try CatalogueComparison.fresh(
        path: path, records: rows.snapshots.map(\.path), runs: rows.runs.keys.sorted(), fileSystem: fileSystem
      )
      return try CatalogueComparison.difference(database, fresh)
    } catch {
      let failure = Failure(database: "the catalogue", error)
      guard failure.kind == .damaged else { throw failure }
      return failure.message
    }
  }
}
