import GRDB
public import RankingModel

/// Where the list of a snapshot came from, and what it says of ranks.
public struct SnapshotCapture: Sendable, Hashable {
  /// The capture; `nil` where the list came from no archive.
  public var reference: CaptureReference?
  /// The hash of the ranks and ids of the entries; `nil` without a version.
  public var ranking: ObjectID?

  /// What a snapshot says of its list.
  public init(reference: CaptureReference?, ranking: ObjectID?) {
    (self.reference, self.ranking) = (reference, ranking)
  }
}

extension LakeReader {
  /// The captures of the snapshots of `chart`, of one day or of all, by the number of the snapshot. They are of the days that
  /// have a list from an archive.
  ///
  /// - Parameter ofSeveral: whether days with a single snapshot are left out.
  public func captures(
    of chart: ChartName, on day: Day? = nil, ofSeveral: Bool = false
  ) throws(Failure) -> [Int64: SnapshotCapture] {
    try query { database in
      let counted = LakeReader.snapshots(on: day)
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, archive, capture, ranking FROM snapshot
          WHERE \(counted) AND (archive IS NOT NULL OR ranking IS NOT NULL)
          AND day IN (SELECT day FROM snapshot WHERE \(counted) AND archive IS NOT NULL)
          AND (NOT ?3 OR day IN (SELECT day FROM snapshot WHERE \(counted) GROUP BY day HAVING count(*) > 1))
          """, arguments: [chart.description, day?.description, ofSeveral])
      var captures: [Int64: SnapshotCapture] = [:]
      while let row = try rows.next() {
        captures[row[0]] = SnapshotCapture(
          reference: (row[1] as String?).map { CaptureReference(archive: $0, id: row[2]) },
          ranking: ObjectID(hash: row[3]))
      }
      return captures
    }
  }

  /// The list of a snapshot of `chart` on `day` that came from `capture`; `nil` where there is no such snapshot.
  public func list(
    ofCapture capture: CaptureReference, _ chart: ChartName, _ day: Day
  ) throws(Failure) -> RawObject? {
    let number: Int64? = try value(
      """
      SELECT max(id) FROM snapshot WHERE chart = (SELECT id FROM chart WHERE name = ?) AND day = ?
      AND archive = ? AND capture IS ?
      """, [chart.description, day.description, capture.archive, capture.id])
    guard let number else { return nil }
    let summary = try snapshots(of: chart, on: day).first { $0.number == number }
    return try summary.flatMap { summary throws(Failure) in try record(of: summary).list }
  }
}
