public import History
import Jobs
import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// The periods for which a chart has no list, in series. Each series names the archive of the chart's job that has the lists.
  ///
  /// - Parameters:
  ///   - from: the first day; `nil` for the first known one.
  ///   - to: the last day; `nil` for the last that is due.
  ///   - includesClosed: whether to include periods of which no list exists any longer.
  ///   - asking: whether to ask archives that are not on this machine.
  /// - Throws: a `noData` failure if the lake has no such chart.
  public func gaps(
    of chart: ChartName, from: Day? = nil, to: Day? = nil, includesClosed: Bool = false, asking: Bool = false
  ) async throws -> [Gap] {
    let reader = try await reader()
    let days = try ChartDays(of: chart, from: reader)
    let definition = try definition(filling: chart)
    var question = GapsQuestion(chart: chart, from: from, to: to, until: lastDue(of: definition))
    question.includesClosed = includesClosed
    let missed = question.answer(of: days)
    guard let first = missed.first?.day, let last = missed.last?.day else { return [] }
    var listed: [(archive: String, periods: Set<Int>)] = []
    if let definition {
      // A list may be dated on any day of its period.
      let found = try await dependencies.archivedDays(
        of: definition, from: first.advanced(by: -31), to: last.advanced(by: 31), asking: asking,
        own: try reader.identifier())
      listed = found.map { ($0.archive, Set($0.days.map(days.cadence.period))) }
    }
    return Gap.series(of: missed, days.cadence) { day in
      listed.first { $0.periods.contains(days.cadence.period(of: day)) }?.archive
    }
  }

  /// Records that the lists of the gaps among `days` no longer exist anywhere. A gap is due, and neither published nor held back.
  /// Closed days are not gaps, and no run asks for their lists.
  ///
  /// - Returns: the decisions, each about consecutive days, and the number of periods that they cover.
  /// - Throws: `noData` if there is no gap, `usage` if a day is in the future.
  public func closeGaps(
    of chart: ChartName, _ days: DayRange, because reason: String
  ) async throws -> (decisions: [Decision], periods: Int) {
    try await decide(.close, chart, days, reason)
  }

  /// Opens closed days again.
  ///
  /// - Returns: the decisions, and the number of closed periods that are gaps again.
  /// - Throws: `noData` if none of the days is closed.
  public func openGaps(
    of chart: ChartName, _ days: DayRange, because reason: String? = nil
  ) async throws -> (decisions: [Decision], periods: Int) {
    try await decide(.open, chart, days, reason)
  }

  private func decide(
    _ action: Decision.Action, _ chart: ChartName, _ range: DayRange, _ reason: String?
  ) async throws -> (decisions: [Decision], periods: Int) {
    guard range.from <= range.to else {
      throw Failure(.usage, "there is no day from \(range.from) to \(range.to)")
    }
    let definition = try definition(filling: chart)
    try range.to.refuseFuture(from: definition?.schedule.day(at: now) ?? now.day)
    return try await work(on: .chart(chart)) { session in
      let days = try ChartDays(of: chart, from: session.lake.reader)
      let (first, last) = (days.known.first?.day ?? range.from, days.known.last?.day ?? range.to)
      let due = lastDue(of: definition)
      let (from, to) = (max(range.from, first), min(range.to, max(last, due ?? last)))
      var question = GapsQuestion(chart: chart, from: from, to: to, until: due)
      question.includesClosed = true
      let found = question.answer(of: days).filter {
        action == .open ? $0.state == .closed : ![.closed, .quarantined].contains($0.state)
      }
      guard from <= to, !found.isEmpty else {
        let words = action == .open ? "no closed \(days.cadence.unit)" : "no gap that could be closed"
        throw Failure(
          .noData, "\(chart) has \(words) from \(range.from) to \(range.to)", remedy: .showStatus(chart))
      }
      let listed = days.known.filter { $0.published != nil || $0.waiting != nil }.map(\.day)
      let ranges = DayRange(from: from, to: to).parts(between: listed).filter { part in
        found.contains { part.contains($0.day) }
      }
      let decisions = try await session.lake.decide(action, about: ranges, of: chart, reason: reason)
      return (decisions, found.count)
    }
  }

  private func lastDue(of definition: JobDefinition?) -> Day? {
    guard let definition, definition.schedule.isOn else { return nil }
    return definition.dueDays(at: now).last
  }
}

extension DayRange {
  /// The parts of the range that contain none of `days`, which are in order.
  fileprivate func parts(between days: [Day]) -> [DayRange] {
    var parts: [DayRange] = []
    var start = from
    for day in days.filter(contains) + [to.advanced(by: 1)] {
      if start < day { parts.append(DayRange(from: start, to: day.advanced(by: -1))) }
      start = day.advanced(by: 1)
    }
    return parts
  }
}
