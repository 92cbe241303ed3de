import GRDB
import RankingModel
import Storage

/// Compares the catalogue with the lake's records.
struct CatalogueCheck: Sendable {
  let place: LakePlace
  /// The lake's id; `nil` where it is unknown.
  let lake: String?

  /// What the catalogue says.
  struct Rows: Sendable {
    var snapshots: [LakeInventory.SnapshotLine] = []
    /// The keys of all its records.
    var keys: Set<StorageKey> = []
    /// Why the rows cannot be compared with the records; `nil` where they can.
    var problem: IntegrityProblem?
    /// A copy of the catalogue from the instant at which the rows were read; `nil` unless a deep check asked for one.
    var frozen: DatabaseQueue?
  }

  /// The subject of its problems.
  static let subject = IntegrityProblem.Subject.file("catalogue.sqlite")

  /// Reads the rows as of one instant, and every page of the file.
  ///
  /// - Parameter isDeep: whether to keep a copy of the whole catalogue too, for the comparison with a rebuilt one.
  func read(isDeep: Bool) throws(Failure) -> Rows {
    guard try !place.lacksCatalogue() else { return Rows(problem: unusable("is missing")) }
    var rows = Rows()
    switch DatabaseCheck.outcome(ofFileAt: place.catalogue) {
    case .sound: break
    case .damaged(let words): rows.problem = unusable(words)
    case .unreadable(let words): return Rows(problem: problem(.unreadable, words))
    }
    do {
      let opened = try CatalogueConnection.reader(path: place.catalogue)
      if let lake, opened.lake != lake { return Rows(problem: unusable("belongs to another lake")) }
      if isDeep {
        let frozen = try DatabaseQueue()
        try opened.database.backup(to: frozen)
        rows.frozen = frozen
      }
      (rows.snapshots, rows.keys) = try (rows.frozen ?? opened.database).read { database in
        (try CatalogueCheck.snapshots(database), try CatalogueCheck.keys(database))
      }
    } catch {
      let failure = Failure(database: "the catalogue", error)
      let isUnreadable = [.storage, .locked].contains(failure.kind)
      rows.problem =
        rows.problem
        ?? (isUnreadable
          ? problem(.unreadable, failure.message) : unusable("cannot be used: \(failure.message)"))
    }
    // A catalogue that is unusable otherwise may still know which records existed.
    if rows.problem?.severity == .notice,
      let opened = try CatalogueConnection.usable(path: place.catalogue, unchecked: true), opened.lake == lake
    {
      defer { try? opened.database.close() }
      rows.keys = try unlessDamaged(try LakeReader(place, database: opened.database).indexedRecords()) ?? []
    }
    return rows
  }

  /// The problem of a catalogue that nothing can be read from. It is not damage to the lake, because the catalogue is an index.
  private func unusable(_ words: String) -> IntegrityProblem {
    problem(.notice, "\(words); whoever writes next rebuilds it")
  }

  private static func keys(_ database: Database) throws -> Set<StorageKey> {
    Set(
      try String.fetchAll(database, sql: "SELECT key FROM record").map { path in
        guard let key = StorageKey(path: path) else {
          throw Failure(.damaged, "the catalogue has a record of no known kind: \(path)")
        }
        return key
      })
  }

  private static func snapshots(_ database: Database) throws -> [LakeInventory.SnapshotLine] {
    let statement = try database.makeStatement(
      sql: """
        SELECT 0, day, recorded_at, state, version, entries, run, reason, captured_at, FALSE, archive IS NOT NULL,
          record.key, chart.name, is_forgotten
        FROM snapshot JOIN chart ON chart.id = snapshot.chart JOIN record ON record.id = snapshot.id
        """)
    var lines: [LakeInventory.SnapshotLine] = []
    try statement.forEachRow([]) { columns in
      guard let key = columns.text(11).flatMap(StorageKey.init(path:)),
        let chart = columns.text(12).flatMap(ChartName.init)
      else { throw Failure(.damaged, "the catalogue has a snapshot that cannot be read") }
      lines.append(
        LakeInventory.SnapshotLine(
          key: key, summary: try SnapshotSummary(columns, chart: chart), isForgotten: columns.integer(13) != 0
        ))
    }
    return lines
  }

  /// What is wrong with the catalogue.
  ///
  /// - Parameter hasSoundVersions: whether every version is sound, so that a catalogue can be rebuilt from them.
  func problems(
    _ rows: Rows, _ inventory: LakeInventory, hasSoundVersions: Bool
  ) async throws(Failure) -> [IntegrityProblem] {
    var problems = rows.problem.map { [$0] } ?? []
    let unreadable = Set(inventory.problems.compactMap(\.subject.key))
    for key in rows.keys.subtracting(inventory.keys).subtracting(unreadable).sorted() {
      problems.append(CatalogueCheck.missing(key))
    }
    if rows.problem != nil { return problems }
    let late = inventory.keys.subtracting(rows.keys)
    let indexed = Dictionary(rows.snapshots.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    // Where the catalogue lacks a decision, its rows cannot say whether a snapshot counts.
    let lacksDecision = late.contains { $0.kind == .decisions }
    for line in inventory.snapshots where !late.contains(line.key) {
      var row = indexed[line.key]
      if lacksDecision { row?.isForgotten = line.isForgotten }
      if row != line { problems.append(problem(.damage, "differs from the record \(line.key)")) }
    }
    if !late.isEmpty {
      problems.append(
        problem(
          .notice,
          "\(counted(late.count, "record is", "records are")) not in it yet; rebuilding it adds what is late"
        ))
    }
    if hasSoundVersions, problems.isEmpty, let difference = try await difference(rows) {
      problems.append(problem(.damage, difference))
    }
    return problems
  }

  static func missing(_ key: StorageKey) -> IntegrityProblem {
    IntegrityProblem(recordAt: key, .damage, "is missing, and the catalogue names it")
  }

  private func problem(_ severity: IntegrityProblem.Severity, _ words: String) -> IntegrityProblem {
    IntegrityProblem(.catalogue, severity, CatalogueCheck.subject, words)
  }

  /// How the catalogue differs from a rebuilt one; `nil` where it does not.
  private func difference(_ rows: Rows) async throws(Failure) -> String? {
    guard let frozen = rows.frozen else { return nil }
    do {
      let fresh = try await CatalogueComparison.fresh(place, records: rows.keys.sorted())
      return try CatalogueComparison.difference(frozen, fresh)
    } catch {
      let failure = Failure(database: "the catalogue", error)
      guard failure.kind == .damaged else { throw failure }
      return failure.message
    }
  }
}
