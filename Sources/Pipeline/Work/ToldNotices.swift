import GRDB
public import Jobs
public import RankingModel

/// An event of a chart that a channel was told about, or must still be told about.
public struct ToldNotice: Sendable, Hashable {
  /// The channel's name within its job.
  public var channel: String
  /// The event.
  public var event: NoticeEvent
  /// The day of the event.
  public var day: Day
  /// Whether the day was not in the newest period. Then the next list does not make the chart recover from the event.
  public var isPast: Bool
  /// Whether the channel was told; otherwise it could not be reached.
  public var isTold: Bool

  /// An event of `day` that `channel` was told about, or must still be told about.
  public init(_ channel: String, _ event: NoticeEvent, _ day: Day, isPast: Bool = false, isTold: Bool = true)
  {
    (self.channel, self.event, self.day, self.isPast, self.isTold) = (channel, event, day, isPast, isTold)
  }
}

/// What the channels of jobs were told about charts.
///
/// No record of the lake repeats this table. If the file is lost, events that still hold are told once more, and no channel hears
/// that a chart has recovered from events told before.
public struct ToldNotices: Sendable {
  static let schema = """
    CREATE TABLE notice (
      chart TEXT NOT NULL,
      channel TEXT NOT NULL,
      event TEXT NOT NULL,
      day TEXT NOT NULL,
      is_past INTEGER NOT NULL,
      is_told INTEGER NOT NULL,
      PRIMARY KEY (chart, channel, event, day, is_past)
    ) STRICT, WITHOUT ROWID;
    """

  let database: WorkDatabase

  /// What the channels were told about `chart`.
  public func notices(of chart: ChartName) async throws(Failure) -> Set<ToldNotice> {
    try await database.read { database in
      let sql = "SELECT channel, event, day, is_past, is_told FROM notice WHERE chart = ?"
      return Set(
        try Row.fetchAll(database, sql: sql, arguments: [chart.description]).compactMap { row in
          guard let event = NoticeEvent(rawValue: row[1]), let day = Day(row[2] as String) else { return nil }
          return ToldNotice(row[0], event, day, isPast: row[3], isTold: row[4])
        })
    }
  }

  /// Replaces `old` by `new` as what the channels were told about `chart`. Notices that others have added since `old` was read
  /// stay. A notice that was told once counts as told.
  public func replace(
    _ old: Set<ToldNotice> = [], with new: Set<ToldNotice>, of chart: ChartName
  ) async throws(Failure) {
    try await database.write { database in
      for notice in old.subtracting(new) {
        try database.execute(
          sql: """
            DELETE FROM notice
            WHERE chart = ? AND channel = ? AND event = ? AND day = ? AND is_past = ? AND is_told = ?
            """, arguments: notice.values(of: chart))
      }
      for notice in new.subtracting(old) {
        try database.execute(
          sql: """
            INSERT INTO notice (chart, channel, event, day, is_past, is_told) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (chart, channel, event, day, is_past)
            DO UPDATE SET is_told = max(is_told, excluded.is_told)
            """, arguments: notice.values(of: chart))
      }
    }
  }
}

extension ToldNotice {
  /// The values for the columns of the notice's row.
  fileprivate func values(of chart: ChartName) -> StatementArguments {
    [chart.description, channel, event.rawValue, day.description, isPast, isTold]
  }
}
