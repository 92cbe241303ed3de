public import RankingModel

/// Which of a day's snapshots stands for the day: of the published ones the last by when its list was captured and then by
/// when it was recorded; where none is published, the last of all in that order. One that was rejected or withdrawn
/// stands only where the day has no other.
///
/// The rule stands here alone, once for SQL and once for what is not recorded yet; a test holds the two together.
enum StandingSnapshot {
  /// What is read of a snapshot.
  private static let columns =
    "id, chart, day, captured_at, recorded_at, state, version, entries, run, reason, is_refused"

  /// The view `standing_snapshot`: one row a chart and day.
  static let view = """
    CREATE VIEW standing_snapshot AS
    SELECT \(columns) FROM (\(ranked(from: counted()))) WHERE place = 1
    """

  /// The snapshots that count, each with what was decided about it last: an accepted one has the state of that decision, a
  /// rejected or withdrawn one the state `failed`.
  ///
  /// - Parameters:
  ///   - instant: an expression; decisions made later do not count. All count where it is null.
  ///   - condition: what else must hold of the columns of `snapshot`.
  static func counted(decidedBy instant: String = "NULL", where condition: String = "TRUE") -> String {
    """
    SELECT id, chart, day, captured_at, recorded_at, version, entries, run,
      CASE WHEN verdict IS NULL THEN state WHEN verdict = 'accept' THEN verdict_state ELSE 'failed' END AS state,
      CASE verdict WHEN 'accept' THEN NULL WHEN 'reject' THEN 'rejected: ' || verdict_reason
        WHEN 'withdraw' THEN 'withdrawn: ' || verdict_reason ELSE reason END AS reason,
      verdict IN ('reject', 'withdraw') IS TRUE AS is_refused
    FROM snapshot LEFT JOIN (
      SELECT record.id AS judged, decision AS verdict, state AS verdict_state, reason AS verdict_reason,
        max(decided_at)
      FROM decision JOIN record ON record.key = decision.subject
      WHERE decision IN ('accept', 'reject', 'withdraw') AND (\(instant) IS NULL OR decided_at <= \(instant))
      GROUP BY record.id
    ) ON judged = id
    WHERE NOT is_forgotten AND \(condition)
    """
  }

  /// A query whose column `place` is 1 in the row that stands for its chart and day.
  ///
  /// - Parameter counted: a query of the rows that count.
  static func ranked(from counted: String) -> String {
    """
    SELECT \(columns), row_number() OVER (
      PARTITION BY chart, day
      ORDER BY state IN ('published', 'degraded') DESC, is_refused, captured_at DESC, recorded_at DESC
    ) AS place FROM (\(counted))
    """
  }
}

extension SnapshotSummary {
  /// Whether this snapshot stands for the day rather than `other`, of the same day.
  public func stands(over other: SnapshotSummary) -> Bool {
    guard state.isPublished == other.state.isPublished else { return state.isPublished }
    guard isRefused == other.isRefused else { return other.isRefused }
    return (capturedAt, recordedAt) >= (other.capturedAt, other.recordedAt)
  }
}

/// What is known of a day of a chart.
public struct DaySnapshots: Sendable, Hashable {
  /// All snapshots of the day, in the order in which they were recorded; at least one.
  public let all: [SnapshotSummary]
  /// The one that stands for the day.
  public let standing: SnapshotSummary
  /// The one recorded last.
  public let latest: SnapshotSummary

  /// The day.
  public var day: Day { standing.day }
  /// What the chart was on the day; `nil` where no snapshot is published.
  public var published: SnapshotSummary? { standing.state.isPublished ? standing : nil }

  /// Snapshots of one day, in the order in which they were recorded; `nil` where there is none.
  ///
  /// - Parameter standing: the one that stands for the day.
  init?(_ all: [SnapshotSummary], standing: SnapshotSummary?) {
    guard let standing, let latest = all.last else { return nil }
    self.all = all
    self.standing = standing
    self.latest = latest
  }
}
