public import LakeStore
public import RankingModel

/// How complete is a chart, and what waits for a decision?
public struct StatusQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// The last day that is due by a schedule; `nil` without a schedule: then the last known day.
  public var until: Day?

  /// The question about `chart`. Its days are due up to `until`.
  public init(chart: ChartName, until: Day? = nil) {
    self.chart = chart
    self.until = until
  }

  /// The state of the chart's days.
  ///
  /// - Throws: a `noData` failure where the lake has no such chart.
  public func answer(from reader: LakeReader) throws(Failure) -> StatusAnswer {
    try answer(of: try ChartDays(of: chart, from: reader), reader)
  }

  /// The same answer, from days of the chart that were read before.
  public func answer(of days: ChartDays, _ reader: LakeReader) throws(Failure) -> StatusAnswer {
    let hasOthers = days.known.contains { $0.all.count > 1 }
    let captures = hasOthers ? try reader.captures(of: chart, ofSeveral: true) : [:]
    var answer = StatusAnswer(chart: chart)
    answer.firstDay = days.known.first?.day
    answer.lastPublished = days.published.last?.day
    answer.publishedDays = days.published.count
    answer.degraded = days.published.filter { $0.state == .degraded }.map(\.day)
    answer.quarantined = days.known.filter { $0.waiting != nil }.map(\.day)
    let failed = days.known.filter { $0.standing.state == .failed }.map(\.day)
    let missing = missing(days)
    let isClosed = { days.closed.reason(of: $0) != nil }
    answer.cadence = days.cadence
    answer.failed = failed.filter { !isClosed($0) }
    answer.missing = missing.filter { !isClosed($0) }
    answer.closed = (failed + missing).filter(isClosed).sorted()
    for day in days.known {
      if let state = try Evidence.State(of: day, captures, from: reader) {
        answer.evidence[state, default: []].append(day.day)
      }
    }
    return answer
  }

  /// The due days of the periods without a list, from the first known day on. The job was never run for them, the source had no
  /// list, or the source could not be asked.
  private func missing(_ days: ChartDays) -> [Day] {
    guard let first = days.known.first?.day, let last = days.known.last?.day else { return [] }
    let present = days.known.filter { ![.missing, .unavailable].contains($0.standing.state) }.map(\.day)
    return days.cadence.dueDays(from: first, to: max(last, until ?? last), without: present)
  }
}

/// The state of a chart's days, and what the caller knows of the chart's queue and schedule.
public struct StatusAnswer: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// How often it has a list.
  public var cadence = Cadence.daily
  /// The first day of which anything is known.
  public var firstDay: Day?
  /// The last published day.
  public var lastPublished: Day?
  /// How many days are published, including degraded ones.
  public var publishedDays = 0
  /// Days published with tolerated failures.
  public var degraded: [Day] = []
  /// The due days of periods without a list, from the first known day on.
  public var missing: [Day] = []
  /// Days whose newest snapshot waits for a decision.
  public var quarantined: [Day] = []
  /// Days whose run failed, or whose list was rejected or withdrawn.
  public var failed: [Day] = []
  /// Missing and failed days that somebody closed because no list of them exists any longer. They are in no other list here.
  public var closed: [Day] = []
  /// The days whose lists came from archives, by what the archives together say about them.
  public var evidence: [Evidence.State: [Day]] = [:]
  /// Items whose enrichment was given up; `nil` where the caller does not know.
  public var deadLetters: Int?
  /// Calls left of today's budget; `nil` where there is no budget.
  public var budgetLeft: Int?
  /// Days of a backfill that continue with the first run of a later day; `nil` where the caller does not know.
  public var pendingDays: Int?
  /// Whether the last due list is still missing; `nil` where no schedule is known.
  public var isLate: Bool?
}
