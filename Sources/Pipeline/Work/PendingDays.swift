import GRDB
public import RankingModel

/// The days of backfills that an enrichment source stopped. They continue with the first run of their job on a later day. A day
/// is removed when any run for it ends.
///
/// No record of the lake repeats this table. If the file is lost, calling the same backfill again does the days that are left.
public struct PendingDays: Sendable {
  static let schema = """
    CREATE TABLE pending_day (
      chart TEXT NOT NULL,
      day TEXT NOT NULL,
      reprocess TEXT NOT NULL,
      newest_first INTEGER NOT NULL,
      concurrency INTEGER NOT NULL,
      stopped_on TEXT NOT NULL,
      PRIMARY KEY (chart, day)
    ) STRICT, WITHOUT ROWID;
    """

  let database: WorkDatabase

  /// How many days of each chart are waiting.
  public func counts() async throws(Failure) -> [ChartName: Int] {
    try await database.read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT chart, count(*) FROM pending_day GROUP BY chart")
      return rows.reduce(into: [:]) { counts, row in
        if let chart = ChartName(row[0] as String) { counts[chart] = row[1] }
      }
    }
  }

  /// The backfills of `chart` that continue on `today`: all except those that were stopped on it. `today` is a day in UTC, as the
  /// days of a call budget are.
  func requests(of chart: ChartName, on today: Day) async throws(Failure) -> [BackfillRequest] {
    try await database.read { database in
      let sql = "SELECT * FROM pending_day WHERE chart = ? AND stopped_on <> ?"
      let rows = try Row.fetchAll(database, sql: sql, arguments: [chart.description, today.description])
      let days = rows.reduce(into: [BackfillRequest: Set<Day>]()) { days, row in
        var request = BackfillRequest()
        request.reprocess = Reprocess(rawValue: row["reprocess"]) ?? request.reprocess
        request.isNewestFirst = row["newest_first"]
        request.concurrency = row["concurrency"]
        if let day = Day(row["day"] as String) { days[request, default: []].insert(day) }
      }
      return days.sorted { ($0.value.min()?.number ?? 0) < ($1.value.min()?.number ?? 0) }.map {
        request, days in
        var request = request
        (request.from, request.to, request.days) = (days.min(), days.max(), days)
        return request
      }
    }
  }

  /// Lets `days` of `chart` wait, with the options of `request`. These days, and those of the chart that wait already, count as
  /// stopped on `today`.
  func hold(
    _ days: [Day], of chart: ChartName, as request: BackfillRequest, on today: Day
  ) async throws(Failure) {
    // The first of these days failed only because the backfill was stopped.
    let reprocess = request.reprocess == .missing ? Reprocess.failed : request.reprocess
    try await database.write { database in
      for day in days {
        try database.execute(
          sql: "INSERT OR REPLACE INTO pending_day VALUES (?, ?, ?, ?, ?, ?)",
          arguments: [
            chart.description, day.description, reprocess.rawValue, request.isNewestFirst,
            request.concurrency, today.description,
          ])
      }
      try database.execute(
        sql: "UPDATE pending_day SET stopped_on = ? WHERE chart = ?",
        arguments: [today.description, chart.description])
    }
  }

  /// Removes `days` of `chart`, which need not wait any longer.
  func drop(_ days: [Day], of chart: ChartName) async throws(Failure) {
    guard !days.isEmpty else { return }
    try await database.write { try PendingDays.drop(days.map { (chart, $0) }, $0) }
  }

  /// A part of a transaction; see `WorkState`.
  static func drop(_ days: [(chart: ChartName, day: Day)], _ database: Database) throws {
    let drop = try database.cachedStatement(sql: "DELETE FROM pending_day WHERE chart = ? AND day = ?")
    for (chart, day) in days { try drop.execute(arguments: [chart.description, day.description]) }
  }
}
