import Foundation
import GRDB
import Gzip
public import RankingModel

extension LakeReader {
  /// The tags of the lake, by name.
  public func tags() throws(Failure) -> [Tag] {
    try TagRecords(lake: path, fileSystem: fileSystem).all().sorted { $0.name < $1.name }
  }

  /// The snapshot that the tag `name` is for.
  ///
  /// - Throws: a `noData` failure where there is no such tag.
  public func snapshot(tagged name: TagName) throws(Failure) -> SnapshotSummary {
    guard let tag = try tags().first(where: { $0.name == name }) else {
      throw Failure(.noData, "there is no tag \(name)", hint: "marquee tag list lists the tags")
    }
    let found = try snapshots(of: tag.chart, on: tag.day).first { $0.recordedAt == tag.recordedAt }
    guard let found else {
      throw Failure(
        .damaged, "the tag \(name) names a snapshot that is not in the catalogue", hint: "marquee lake check"
      )
    }
    return found
  }

  /// The records of snapshots of `chart` whose raw objects were forgotten: they cannot be replayed.
  public func recordsWithoutRaw(of chart: ChartName) throws(Failure) -> Set<String> {
    Set(try records.paths(in: "forgotten", chart: chart).compactMap(ForgottenRecords.record(markedBy:)))
  }

  /// The runs of `chart` that were backfills.
  func backfills(of chart: ChartName) throws(Failure) -> Set<String> {
    try query { database in
      try String.fetchSet(
        database,
        sql: "SELECT id FROM run WHERE chart = ? AND json_extract(report, '$.trigger') = 'backfill'",
        arguments: [chart.description])
    }
  }

  /// Whether any snapshot in the catalogue names a version.
  func hasVersions() throws(Failure) -> Bool {
    try query {
      try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM snapshot WHERE version IS NOT NULL)") ?? false
    }
  }

  /// The places of the records that the catalogue has.
  func indexedRecords() throws(Failure) -> Set<String> {
    try query { database in
      try String.fetchSet(
        database, sql: "SELECT record FROM snapshot UNION ALL SELECT record FROM run WHERE record IS NOT NULL"
      )
    }
  }

  /// The record at `place` within the lake as the catalogue keeps it; `nil` where it does not.
  func document(of place: String) throws(Failure) -> [UInt8]? {
    try query { database in
      if let packed = try Data.fetchOne(
        database, sql: "SELECT document FROM snapshot WHERE record = ?", arguments: [place])
      {
        return try Gzip.decompress(Array(packed), limit: FolderObjectStore.maximumSize)
      }
      let report = try String.fetchOne(
        database, sql: "SELECT report FROM run WHERE record = ?", arguments: [place])
      return report.map { Array("\($0)\n".utf8) }
    }
  }

  /// When the catalogue was made from the records that were found then; `nil` where it grew with them.
  func remadeAt() throws(Failure) -> Instant? {
    try query(CatalogueSchema.remakingInstant)
  }

  /// Whether the entries of some published snapshot are not in the catalogue, because they were lost when it was made.
  func hasGaps() throws(Failure) -> Bool {
    try query {
      try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM snapshot WHERE is_whole = 0)") ?? false
    }
  }

  /// Where each item stood by `snapshot`, in rank order.
  func places(of snapshot: Snapshot) throws(Failure) -> [(item: ItemID, observation: Observation)] {
    try query { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT item.name, observation.snapshot, observation.rank, observation.rating, title.text
          FROM chart
          JOIN snapshot ON snapshot.chart = chart.id AND snapshot.day = ? AND snapshot.recorded_at = ?
          JOIN item ON item.chart = chart.id
          JOIN observation ON observation.item = item.id AND observation.snapshot = snapshot.id
          JOIN title ON title.id = observation.title
          WHERE chart.name = ? ORDER BY observation.rank, item.name
          """,
        arguments: [
          snapshot.day.description, snapshot.recordedAt.description, snapshot.chart.description,
        ]
      ).map { row in
        (
          ItemID(row[0] as String),
          Observation(snapshot: row[1], rank: row[2], rating: row[3], title: row[4])
        )
      }
    }
  }

  /// How much the catalogue holds.
  public func contents() throws(Failure) -> CatalogueContents {
    try query { database in
      let count = { (table: String) in try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0 }
      return CatalogueContents(
        charts: try count("chart"), snapshots: try count("snapshot"), runs: try count("run"),
        items: try count("item"), observations: try count("observation"))
    }
  }
}

/// How much a catalogue holds.
public struct CatalogueContents: Sendable, Hashable {
  /// Charts.
  public var charts: Int
  /// Snapshots, superseded ones among them.
  public var snapshots: Int
  /// Finished runs.
  public var runs: Int
  /// Items, counted once a chart.
  public var items: Int
  /// Places of items on published snapshots.
  public var observations: Int
}
