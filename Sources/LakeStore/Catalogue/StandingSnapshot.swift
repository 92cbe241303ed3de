public import RankingModel

/// The rule that says which of a day's snapshots stands for the day. Of the published ones it is the last, by the instant at
/// which its list was captured, then by the instant at which it was recorded. Where none is published, it is the last of all in
/// that order. A snapshot that was rejected or withdrawn stands only where the day has no other.
///
/// The rule is in this file only, once in SQL for views and once in Swift for Marquee's own questions; a test compares the two.
/// The Swift form is faster, because a day seldom has more than one snapshot to choose from.
enum StandingSnapshot {
  /// The rows of the view `standing_snapshot`: for each chart and day, the snapshot with the highest `place`. Instants are texts
  /// that sort by time.
  static func rows(by cutoff: Cutoff) -> String {
    """
    SELECT judged.id AS id, chart.name AS chart, day, captured_at, recorded_at, state, version, entries, run, reason,
      is_refused, is_whole,
      max((state IN ('published', 'degraded')) || (NOT is_refused) || captured_at || recorded_at) AS place
    FROM (\(counted(by: cutoff))) AS judged JOIN chart ON chart.id = judged.chart
    GROUP BY chart.name, day
    """
  }

  /// The snapshots that count: all that `cutoff` admits, except forgotten ones.
  ///
  /// - Parameters:
  ///   - condition: another condition on the columns of `snapshot`.
  ///   - hasVerdicts: whether any of these snapshots was ever accepted, rejected or withdrawn. If not, SQLite skips the search.
  static func counted(by cutoff: Cutoff, where condition: String = "TRUE", hasVerdicts: Bool = true) -> String
  {
    judged(by: cutoff, hasVerdicts: hasVerdicts) + " AND NOT is_forgotten AND \(condition)"
  }

  /// Whether any snapshot of the chart named `?1` was ever accepted, rejected or withdrawn.
  static let hasVerdicts = """
    SELECT EXISTS (
      SELECT 1 FROM decision
      WHERE chart = (SELECT id FROM chart WHERE name = ?1) AND decision IN ('accept', 'reject', 'withdraw'))
    """

  /// All snapshots that `cutoff` admits, each with the last decision about it by then. An accepted snapshot has the state of that
  /// decision, a rejected or withdrawn one the state `failed`.
  static func judged(by cutoff: Cutoff, hasVerdicts: Bool = true) -> String {
    let until = { (column: String, end: Instant?) in end.map { "\(column) <= '\($0)'" } ?? "TRUE" }
    guard hasVerdicts else {
      return """
        SELECT *, FALSE AS is_refused FROM snapshot
        WHERE \(until("recorded_at", cutoff.asOf)) AND \(until("captured_at", cutoff.capturedBy))
        """
    }
    let verdicts = """
      SELECT record.id AS judged, decision AS verdict, state AS verdict_state, reason AS verdict_reason,
        max(decided_at)
      FROM decision CROSS JOIN record ON record.key = decision.subject
      WHERE decision IN ('accept', 'reject', 'withdraw') AND \(until("decided_at", cutoff.asOf))
      GROUP BY record.id
      """
    return """
      SELECT id, chart, day, captured_at, recorded_at, version, entries, run, archive, capture, is_whole, is_forgotten,
        CASE WHEN verdict IS NULL THEN state WHEN verdict = 'accept' THEN verdict_state ELSE 'failed' END AS state,
        CASE verdict WHEN 'accept' THEN NULL WHEN 'reject' THEN 'rejected: ' || verdict_reason
          WHEN 'withdraw' THEN 'withdrawn: ' || verdict_reason ELSE reason END AS reason,
        verdict IN ('reject', 'withdraw') IS TRUE AS is_refused
      FROM snapshot LEFT JOIN (\(verdicts)) ON judged = id
      WHERE \(until("recorded_at", cutoff.asOf)) AND \(until("captured_at", cutoff.capturedBy))
      """
  }
}

extension SnapshotSummary {
  /// Whether this snapshot stands for the day rather than `other`, which is of the same day.
  public func stands(over other: SnapshotSummary) -> Bool {
    guard state.isPublished == other.state.isPublished else { return state.isPublished }
    guard isRefused == other.isRefused else { return other.isRefused }
    return (capturedAt, recordedAt) >= (other.capturedAt, other.recordedAt)
  }
}

/// The snapshots of one day of a chart.
public struct DaySnapshots: Sendable, Hashable {
  /// All snapshots of the day, in the order in which they were recorded; at least one.
  public private(set) var all: [SnapshotSummary]
  /// The index of the snapshot that stands for the day.
  private var place = 0

  /// The snapshot that stands for the day.
  public var standing: SnapshotSummary { all[place] }
  /// The snapshot that was recorded last.
  public var latest: SnapshotSummary { all[all.endIndex - 1] }

  /// The day.
  public var day: Day { standing.day }
  /// The published snapshot that stands for the day; `nil` where no snapshot is published.
  public var published: SnapshotSummary? { standing.state.isPublished ? standing : nil }

  /// The snapshot that somebody can decide about. It has entries, and would stand for the day if it were accepted. Of several it
  /// is the last in quarantine, by the order of standing; without one, the last that was rejected or withdrawn.
  public var held: SnapshotSummary? {
    let order = { (snapshot: SnapshotSummary) in (snapshot.capturedAt, snapshot.recordedAt) }
    let held = all.filter { snapshot in
      (snapshot.state == .quarantined || snapshot.isRefused) && snapshot.version != nil
        && published.map { order($0) < order(snapshot) } ?? true
    }
    let waiting = held.filter { !$0.isRefused }
    return (waiting.isEmpty ? held : waiting).max { order($0) < order($1) }
  }
  /// The snapshot that waits for a decision. One without entries cannot be accepted: it waits only where the day has no other.
  public var waiting: SnapshotSummary? {
    if let held { return held.isRefused ? nil : held }
    return standing.state == .quarantined ? standing : nil
  }

  /// A day with one snapshot.
  init(_ only: SnapshotSummary) {
    all = [only]
  }

  /// Adds a snapshot of the same day, recorded after all others.
  mutating func add(_ snapshot: SnapshotSummary) {
    if snapshot.stands(over: standing) { place = all.endIndex }
    all.append(snapshot)
  }
}
