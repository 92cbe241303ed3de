import GRDB
public import RankingModel

/// The days of a chart that somebody closed, because no list of them exists any longer. The newest decision about a day holds. A
/// list that is published for a closed day stands as any other.
public struct ClosedDays: Sendable {
  private struct Closing: Sendable {
    var days: DayRange
    /// Why; `nil` where the days were opened again.
    var reason: String?
  }

  /// The newest decision comes first.
  private var closings: [Closing] = []

  /// No days.
  public init() {}

  /// Why no list of `day` exists; `nil` where the day is not closed.
  public func reason(of day: Day) -> String? { closings.first { $0.days.contains(day) }?.reason }

  fileprivate mutating func add(_ days: DayRange, closedFor reason: String?) {
    closings.append(Closing(days: days, reason: reason))
  }
}

extension LakeReader {
  /// The days of `chart` that are closed, by the decisions made by `instant`; by all where it is `nil`.
  public func closedDays(of chart: ChartName, asOf instant: Instant? = nil) throws(Failure) -> ClosedDays {
    try query { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT decision, subject, reason FROM decision
          WHERE chart = (SELECT id FROM chart WHERE name = ?1) AND decision IN ('close', 'open')
          AND (?2 IS NULL OR decided_at <= ?2)
          ORDER BY decided_at DESC
          """, arguments: [chart.description, instant?.description])
      var closed = ClosedDays()
      while let row = try rows.next() {
        guard let days = DayRange(row[1] as String) else {
          throw Failure(
            .damaged, "the catalogue has a decision that cannot be read", remedy: .remakeCatalogue)
        }
        let isClosed = (row[0] as String) == Decision.Action.close.rawValue
        closed.add(days, closedFor: isClosed ? (row[2] as String?) ?? "" : nil)
      }
      return closed
    }
  }
}
