import GRDB
public import RankingModel

/// Something recorded about a chart that may change answers: a snapshot, or a decision about a snapshot or about days.
public struct RecordedChange: Sendable, Hashable {
  /// When it was recorded.
  public var recordedAt: Instant
  /// The day that it is about; the first one where days were closed or opened.
  public var day: Day
  /// The decision, or how the run was started that made the snapshot.
  public var by: String
  /// The version of the snapshot.
  public var version: ObjectID?
  /// The run that made the snapshot.
  public var run: String?
  /// The reason, where one was given.
  public var reason: String?
  /// Where it is the cause of a changed answer: how many other records have the same instant. Any of them may be the cause.
  public var others = 0
}

extension LakeReader {
  /// The claims that are kept, by name.
  public func claims() throws(Failure) -> [Claim] {
    try query { database in
      // SQLite takes the row of a group with the highest instant.
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT record.key, record.document, max(decided_at)
          FROM decision JOIN record ON record.id = decision.id
          WHERE decision IN ('claim', 'unclaim')
          GROUP BY subject ORDER BY subject
          """)
      return try rows.compactMap { row in
        guard case .decision(let decision)? = LakeReader.record(row[0], row[1])?.record else {
          throw Failure(.damaged, "the catalogue has a claim that cannot be read", remedy: .remakeCatalogue)
        }
        return Claim(decision)
      }
    }
  }

  /// When the newest list of `chart` was captured, and its last day; `nil` where the chart has no snapshot.
  public func newest(of chart: ChartName) throws(Failure) -> (capturedAt: Instant, day: Day)? {
    let snapshots = try snapshots(of: chart)
    guard let capturedAt = snapshots.map(\.capturedAt).max(), let last = snapshots.last else { return nil }
    return (capturedAt, last.day)
  }

  /// What was recorded about `chart` after `instant` and counts in answers, in the order of time, then of days.
  public func changes(of chart: ChartName, after instant: Instant) throws(Failure) -> [RecordedChange] {
    try query { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT recorded_at AS at, snapshot.day, "trigger", version, snapshot.run, reason
          FROM snapshot LEFT JOIN run ON run.id = snapshot.run
          WHERE snapshot.chart = (SELECT id FROM chart WHERE name = ?1) AND NOT is_forgotten AND recorded_at > ?2
          UNION ALL
          SELECT decided_at, decision.day, decision, version, snapshot.run, decision.reason
          FROM decision LEFT JOIN record ON record.key = subject LEFT JOIN snapshot ON snapshot.id = record.id
          WHERE decision.chart = (SELECT id FROM chart WHERE name = ?1) AND decided_at > ?2
          AND decision IN ('accept', 'reject', 'withdraw', 'close', 'open')
          ORDER BY at, 2
          """, arguments: [chart.description, instant.description])
      return try rows.map { row in
        guard let at = Instant(row[0] as String), let day = Day(row[1] as String) else {
          throw Failure(
            .damaged, "the catalogue has a record that cannot be read", remedy: .remakeCatalogue)
        }
        return RecordedChange(
          recordedAt: at, day: day, by: row[2] ?? "run",
          version: ObjectID(hash: row[3]),
          run: row[4], reason: row[5])
      }
    }
  }
}
