import Foundation
import GRDB
import Gzip
import JSON
public import RankingModel
package import Storage

extension LakeReader {
  /// The whole record of a snapshot in the catalogue, checked against the name of the record.
  public func record(of summary: SnapshotSummary) throws(Failure) -> Snapshot {
    try keyedRecord(of: summary).snapshot
  }

  /// The same record, with its key.
  package func keyedRecord(
    of summary: SnapshotSummary
  ) throws(Failure) -> (key: StorageKey, snapshot: Snapshot) {
    let row = try query { database in
      try Row.fetchOne(
        database, sql: "SELECT key, document FROM record WHERE id = ?", arguments: [summary.number]
      ).map { (key: $0[0] as String, document: $0[1] as Data) }
    }
    guard let row, let found = LakeReader.record(row.key, row.document), found.key.fits(found.bytes),
      case .snapshot(let snapshot) = found.record
    else {
      throw Failure(
        .damaged, "the catalogue has a snapshot of \(summary.chart) on \(summary.day) that cannot be read",
        remedy: .remakeCatalogue)
    }
    return (found.key, snapshot)
  }

  /// The record at `path`, from its row in the catalogue; `nil` where it cannot be read.
  static func record(
    _ path: String, _ document: Data
  ) -> (key: StorageKey, bytes: [UInt8], record: Record)? {
    guard let key = StorageKey(path: path),
      let bytes = try? Gzip.decompress(Array(document), limit: Objects.maximumSize),
      let record = try? Record(bytes, at: key)
    else { return nil }
    return (key, bytes, record)
  }

  /// The key of the record of a snapshot.
  func key(of summary: SnapshotSummary) throws(Failure) -> StorageKey {
    try key("SELECT key FROM record WHERE id = ?", [summary.number], "has a record that cannot be read")
  }

  /// The key of the record of the run named `id`, where that is not part of a snapshot's record.
  func key(ofRun id: String) throws(Failure) -> StorageKey {
    try key(
      "SELECT key FROM record WHERE id = (SELECT record FROM run WHERE id = ?) AND key GLOB ?",
      [id, "\(StorageKey.Kind.runs.rawValue)/*"],
      "has no record of the run \(id)")
  }

  /// The key that `sql` selects. Without one, throws the failure that the catalogue has this `fault`.
  private func key(
    _ sql: String, _ arguments: StatementArguments, _ fault: String
  ) throws(Failure) -> StorageKey {
    guard let path: String = try value(sql, arguments), let key = StorageKey(path: path) else {
      throw Failure(.damaged, "the catalogue \(fault)", remedy: .remakeCatalogue)
    }
    return key
  }

  /// The bytes of the record under `key` in the catalogue; `nil` where the catalogue does not have it.
  func document(of key: StorageKey) throws(Failure) -> [UInt8]? {
    try query { database in
      let packed = try Data.fetchOne(
        database, sql: "SELECT document FROM record WHERE key = ?", arguments: [key.path])
      return try packed.map { try Gzip.decompress(Array($0), limit: Objects.maximumSize) }
    }
  }

  /// The keys of the records in the catalogue, of all kinds or of one, of all charts or of one.
  func indexedRecords(
    of kind: StorageKey.Kind? = nil, chart: ChartName? = nil
  ) throws(Failure) -> Set<StorageKey> {
    try query { database in
      let paths = try String.fetchAll(
        database, sql: "SELECT key FROM record WHERE key GLOB ?",
        arguments: ["\(kind?.rawValue ?? "*")/\(chart?.description ?? "*")/*"])
      return Set(paths.compactMap { StorageKey(path: $0) })
    }
  }

  /// Whether the catalogue has the record under `key`.
  func isIndexed(_ key: StorageKey) throws(Failure) -> Bool {
    try value("SELECT EXISTS (SELECT 1 FROM record WHERE key = ?)", [key.path]) ?? false
  }

  /// The decisions that hold.
  func decisions() throws(Failure) -> Decisions {
    try query { database in
      var decisions = Decisions()
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT chart.name, day, decided_at, decision, subject, tag
          FROM decision JOIN chart ON chart.id = decision.chart
          """)
      while let row = try rows.next() {
        guard let chart = ChartName(row[0] as String), let day = Day(row[1] as String),
          let decidedAt = Instant(row[2] as String), let action = Decision.Action(rawValue: row[3])
        else { throw Failure(.damaged, "the catalogue has a decision that cannot be read") }
        decisions.add(
          Decision(
            action, row[4], chart: chart, day: day, tag: (row[5] as String?).flatMap { TagName($0) },
            decidedAt: decidedAt))
      }
      return decisions
    }
  }

  /// The decisions about a snapshot, in order; only those made by `instant`, where one is given.
  public func decisions(about summary: SnapshotSummary, by instant: Instant?) throws(Failure) -> [Decision] {
    try query { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT record.key, record.document FROM decision JOIN record ON record.id = decision.id
          WHERE subject = (SELECT key FROM record WHERE id = ?) AND decision NOT IN ('claim', 'unclaim') AND (? IS NULL OR decided_at <= ?) ORDER BY decided_at
          """, arguments: [summary.number, instant?.description, instant?.description])
      return try rows.map { row in
        guard case .decision(let decision)? = LakeReader.record(row[0], row[1])?.record else {
          throw Failure(
            .damaged, "the catalogue has a decision that cannot be read", remedy: .remakeCatalogue)
        }
        return decision
      }
    }
  }

  /// The newest settings of `chart`, with the hash in the name of their record; `nil` where there are none.
  public func settings(of chart: ChartName) throws(Failure) -> (settings: ChartSettings, record: ObjectID)? {
    try query { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT record.key, record.document FROM settings JOIN record ON record.id = settings.id
          WHERE chart = (SELECT id FROM chart WHERE name = ?) ORDER BY recorded_at DESC, record.key DESC LIMIT 1
          """, arguments: [chart.description])
      guard let row, let key = StorageKey(path: row[0]), let record = key.recordHash else { return nil }
      guard case .settings(let settings)? = LakeReader.record(row[0], row[1])?.record else {
        throw Failure(
          .damaged, "the catalogue has settings of \(chart) that cannot be read", remedy: .remakeCatalogue)
      }
      return (settings, record)
    }
  }

  /// What the items of `chart` are called in messages.
  public func noun(of chart: ChartName) throws(Failure) -> ItemNoun {
    try settings(of: chart)?.settings.item ?? .item
  }

  /// The measures of `chart`: first those of its newest settings, in their order, then others that earlier settings named.
  public func measures(of chart: ChartName) throws(Failure) -> [String] {
    try measures(of: chart, newest: settings(of: chart)?.settings)
  }

  /// The same measures, from newest settings that were read before.
  public func measures(of chart: ChartName, newest settings: ChartSettings?) throws(Failure) -> [String] {
    let newest = settings?.measures ?? []
    let all = try query { try LakeReader.measures(of: chart, $0) }
    return newest + all.filter { !newest.contains($0) }
  }

  /// The measures of `chart` by their places in observations.
  static func measures(of chart: ChartName, _ database: Database) throws -> [String] {
    try String.fetchAll(
      database,
      sql: "SELECT name FROM measure WHERE chart = (SELECT id FROM chart WHERE name = ?) ORDER BY place",
      arguments: [chart.description])
  }

  /// The tags of the lake, by name.
  public func tags() throws(Failure) -> [Tag] {
    var tags: [Tag] = []
    for decision in try decisions().tags {
      guard let name = decision.tag, let snapshot = try snapshot(at: decision.subject) else { continue }
      tags.append(
        Tag(
          name: name, chart: snapshot.chart, day: snapshot.day, recordedAt: snapshot.recordedAt,
          version: snapshot.version, taggedAt: decision.decidedAt))
    }
    return tags.sorted { $0.name < $1.name }
  }

  /// The snapshot whose record has the path `path`; `nil` where the catalogue has none.
  private func snapshot(at path: String) throws(Failure) -> SnapshotSummary? {
    guard let key = StorageKey(path: path), let chart = key.chart else { return nil }
    let number: Int64? = try value("SELECT id FROM record WHERE key = ?", [path])
    return try snapshots(of: chart, on: key.day).first { $0.number == number }
  }

  /// The snapshot that the tag `name` is for.
  ///
  /// - Throws: a `noData` failure where there is no such tag.
  public func snapshot(tagged name: TagName) throws(Failure) -> SnapshotSummary {
    guard let decision = try decisions().tags.first(where: { $0.tag == name }) else {
      throw Failure(.noData, "there is no tag \(name)", remedy: .showTags)
    }
    guard let snapshot = try snapshot(at: decision.subject) else {
      throw Failure(
        .damaged, "the tag \(name) names a snapshot that is not in the catalogue", remedy: .repairLake
      )
    }
    return snapshot
  }

  /// The numbers of the snapshots of `chart` whose raw objects were forgotten: they cannot be replayed.
  public func snapshotsWithoutRaw(of chart: ChartName) throws(Failure) -> Set<Int64> {
    let paths = try decisions().withoutRaw.filter { $0.chart == chart }.map(\.subject)
    return try query { database in
      let find = try database.cachedStatement(sql: "SELECT id FROM record WHERE key = ?")
      return Set(try paths.compactMap { try Int64.fetchOne(find, arguments: [$0]) })
    }
  }

  /// The names of the runs of `chart` that were backfills.
  func backfills(of chart: ChartName) throws(Failure) -> Set<String> {
    try query { database in
      try String.fetchSet(
        database,
        sql: "SELECT id FROM run WHERE chart = ? AND \"trigger\" = ?",
        arguments: [chart.description, RunReport.Trigger.backfill.rawValue])
    }
  }

  /// Whether any snapshot in the catalogue has a version that the lake should have.
  func hasVersions() throws(Failure) -> Bool {
    try value(
      "SELECT EXISTS (SELECT 1 FROM snapshot WHERE version IS NOT NULL AND is_whole AND NOT is_forgotten)")
      ?? false
  }

  /// When the catalogue was rebuilt from the records that existed then; `nil` where it has grown record by record.
  func remadeAt() throws(Failure) -> Instant? { try query(CatalogueSchema.remakingInstant) }

  /// Whether the catalogue lacks the entries of a published snapshot, because they were lost when it was made.
  func lacksEntries() throws(Failure) -> Bool {
    try value("SELECT EXISTS (SELECT 1 FROM snapshot WHERE NOT is_whole AND NOT is_forgotten)") ?? false
  }

  /// The entries of `snapshot` that the catalogue has, in rank order, with their measures and texts; none where they are lost.
  func knownEntries(of snapshot: Snapshot) throws(Failure) -> [Entry] {
    try query { database in
      let measures = try LakeReader.measures(of: snapshot.chart, database)
      return try Row.fetchAll(
        database,
        sql: """
          SELECT item.name, observation.rank, title.text, observation.measures, text_set.texts
          FROM chart
          JOIN snapshot ON snapshot.chart = chart.id AND snapshot.day = ? AND snapshot.recorded_at = ? AND snapshot.is_whole
          JOIN item ON item.chart = chart.id
          JOIN observation ON observation.item = item.id AND observation.snapshot = snapshot.id
          JOIN title ON title.id = observation.title
          LEFT JOIN text_set ON text_set.id = observation.texts
          WHERE chart.name = ? ORDER BY observation.rank, item.name
          """,
        arguments: [snapshot.day.description, snapshot.recordedAt.description, snapshot.chart.description]
      ).map { row in
        let texts = (row[4] as String?).flatMap { try? JSONReader.read(Array($0.utf8)).members }
        return Entry(
          rank: row[1], id: ItemID(row[0]), title: row[2],
          fields: try MeasureText.members(row[3] ?? "", measures) + (texts ?? []))
      }
    }
  }

  /// How much the catalogue holds.
  public func contents() throws(Failure) -> CatalogueContents {
    try query { database in
      let count = { (table: String) in try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0 }
      return CatalogueContents(
        charts: try count("chart"), snapshots: try count("snapshot WHERE NOT is_forgotten"),
        runs: try count("run"), items: try count("item"), observations: try count("observation"))
    }
  }
}

/// How much a catalogue holds.
public struct CatalogueContents: Sendable, Hashable {
  /// Charts.
  public var charts: Int
  /// Snapshots, including superseded ones.
  public var snapshots: Int
  /// Finished runs.
  public var runs: Int
  /// Items; an id on two charts counts twice.
  public var items: Int
  /// Observations: the ranks of items on published snapshots.
  public var observations: Int
}
