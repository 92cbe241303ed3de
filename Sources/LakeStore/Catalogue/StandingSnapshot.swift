public import RankingModel

/// Which of a day's snapshots stands for the day: of the published ones the last by when its list was captured and then by
/// when it was recorded; where none is published, the last of all in that order.
///
/// The rule stands here alone, once for SQL and once for what is not recorded yet; a test holds the two together.
enum StandingSnapshot {
  /// What is read of a snapshot.
  static let columns = "id, chart, day, captured_at, recorded_at, state, version, entries, run, reason"

  /// The view `standing_snapshot`: the columns of `snapshot`, one row a chart and day.
  static let view = """
    CREATE VIEW standing_snapshot AS
    SELECT \(columns) FROM (\(ranked(from: "(SELECT \(columns) FROM snapshot WHERE NOT is_forgotten)"))) WHERE place = 1
    """

  /// A query whose column `place` is 1 in the row that stands for its chart and day.
  ///
  /// - Parameter source: the rows that count, with the columns of `columns`.
  static func ranked(from source: String) -> String {
    """
    SELECT \(columns), row_number() OVER (
      PARTITION BY chart, day
      ORDER BY state IN ('published', 'degraded') DESC, captured_at DESC, recorded_at DESC
    ) AS place FROM \(source)
    """
  }
}

extension SnapshotSummary {
  /// Whether this snapshot stands for the day rather than `other`, of the same day.
  public func stands(over other: SnapshotSummary) -> Bool {
    guard state.isPublished == other.state.isPublished else { return state.isPublished }
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
