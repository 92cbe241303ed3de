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
    /// Why it cannot be read.
    var failure: String?
    var database: DatabaseQueue?
  }

  private static let name = "catalogue.sqlite"

  /// Reads the rows, and every page of the file.
  func read() -> Rows {
    var rows = Rows()
    do {
      guard try fileSystem.size("\(path)/\(CatalogueCheck.name)") != nil else {
        rows.failure = "is missing"
        return rows
      }
      let faults = DatabaseCheck.problems(ofFileAt: "\(path)/\(CatalogueCheck.name)")
      if !faults.isEmpty { rows.failure = "is damaged: \(faults.joined(separator: "; "))" }
      let opened = try CatalogueConnection.reader(path: "\(path)/\(CatalogueCheck.name)")
      rows.database = opened.database
      if let lake, opened.lake != lake { rows.failure = "belongs to another lake" }
      try opened.database.read { database in
        rows.snapshots = try CatalogueCheck.snapshots(database)
        for row in try Row.fetchAll(database, sql: "SELECT record, id FROM run WHERE record IS NOT NULL") {
          rows.runs[row[0] as String] = row[1]
        }
      }
    } catch let failure as Failure {
      rows.failure = rows.failure ?? failure.message
    } catch {
      rows.failure = rows.failure ?? Failure(database: "the catalogue", error).message
    }
    return rows
  }

  private static func snapshots(_ database: Database) throws -> [LakeInventory.Record] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT record, chart.name, day, recorded_at, state, version, entries, run, reason
        FROM snapshot JOIN chart ON chart.id = snapshot.chart
        """
    ).map { row in
      guard let chart = ChartName(row[1] as String), let day = Day(row[2] as String),
        let recordedAt = Instant(row[3] as String), let state = DayState(rawValue: row[4])
      else { throw Failure(.damaged, "the catalogue has a snapshot that cannot be read") }
      return LakeInventory.Record(
        path: row[0], chart: chart, day: day, recordedAt: recordedAt, state: state,
        version: (row[5] as String?).flatMap { ObjectID($0) }, entries: row[6], run: row[7], reason: row[8])
    }
  }

  /// What is wrong with the catalogue.
  ///
  /// - Parameter isDeep: whether every row is compared with one made anew; every version must be sound.
  func problems(_ rows: Rows, _ inventory: LakeInventory, isDeep: Bool) -> [IntegrityProblem] {
    if let failure = rows.failure { return [damage(failure)] }
    var problems: [IntegrityProblem] = []
    let unreadable = Set(inventory.problems.map(\.subject))
    let records = Dictionary(inventory.records.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let indexed = Dictionary(rows.snapshots.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    for (path, row) in indexed where !unreadable.contains(path) {
      guard let record = records[path] else {
        if isNotForgotten(path) {
          problems.append(missing(path))
        } else if isStillNamed(path, rows) {
          problems.append(damage("names a snapshot that was forgotten, as an older copy does: \(path)"))
        }
        continue
      }
      if record != row { problems.append(damage("says something else than the record \(path)")) }
    }
    for (path, _) in rows.runs where inventory.runs[path] == nil && !unreadable.contains(path) {
      problems.append(missing(path))
    }
    let late =
      records.keys.filter { indexed[$0] == nil }.count
      + inventory.runs.keys.filter { rows.runs[$0] == nil }.count
    if late > 0 {
      problems.append(
        IntegrityProblem(
          .catalogue, .notice, CatalogueCheck.name,
          "\(late) \(late == 1 ? "record is" : "records are") not in it yet; marquee lake rebuild adds what is late"
        ))
    }
    if isDeep, problems.isEmpty, let difference = difference(rows, inventory) {
      problems.append(damage(difference))
    }
    return problems
  }

  /// Whether the catalogue names the record even now: forgetting takes it out before the record goes.
  private func isStillNamed(_ path: String, _ rows: Rows) -> Bool {
    let found = try? rows.database?.read {
      try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM snapshot WHERE record = ?)", arguments: [path])
    }
    return found == true
  }

  /// Whether the record is not among the forgotten: another process may have forgotten it since the rows were read.
  private func isNotForgotten(_ path: String) -> Bool {
    let forgotten = ForgottenRecords.place(of: path, in: "forgotten")
    return (try? fileSystem.size("\(self.path)/\(forgotten)")) == Int?.none
  }

  private func missing(_ path: String) -> IntegrityProblem {
    IntegrityProblem(
      path.hasPrefix("runs/") ? .runRecord : .snapshotRecord, .damage, path,
      "is missing, and the catalogue names it", snapshots: AffectedSnapshot(recordAt: path).map { [$0] } ?? []
    )
  }

  private func damage(_ words: String) -> IntegrityProblem {
    IntegrityProblem(.catalogue, .damage, CatalogueCheck.name, words)
  }

  /// Where the catalogue differs from one made anew; `nil` where it does not.
  private func difference(_ rows: Rows, _ inventory: LakeInventory) -> String? {
    guard let database = rows.database else { return nil }
    do {
      let fresh = try CatalogueComparison.fresh(
        path: path, records: rows.snapshots.map(\.path), runs: rows.runs.keys.sorted(), fileSystem: fileSystem
      )
      return try CatalogueComparison.difference(database, fresh)
    } catch {
      return (error as? Failure)?.message ?? Failure(database: "the catalogue", error).message
    }
  }
}
