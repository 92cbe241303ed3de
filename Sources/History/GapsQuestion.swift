import LakeStore
public import RankingModel

/// Which periods of a chart have no list, and why?
public struct GapsQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// The first day; `nil` for the first known one.
  public var from: Day?
  /// The last day; `nil` for the last that is due.
  public var to: Day?
  /// The last day that is due by a schedule; `nil` without a schedule: then the last known day.
  public var until: Day?
  /// Whether closed periods are included: those for which no list exists any longer.
  public var includesClosed = false

  /// The question about `chart` from its first known day to the last that is due.
  public init(chart: ChartName, from: Day? = nil, to: Day? = nil, until: Day? = nil) {
    (self.chart, self.from, self.to, self.until) = (chart, from, to, until)
  }

  /// The days without a list in order, one for each period: the known day of the period, or the day on which its list was due.
  public func answer(of days: ChartDays) -> [MissedDay] {
    guard let firstKnown = days.known.first?.day, let lastKnown = days.known.last?.day else { return [] }
    let (cadence, due) = (days.cadence, max(lastKnown, until ?? lastKnown))
    let (first, last) = (from ?? firstKnown, min(to ?? due, due))
    let known = Dictionary(grouping: days.known) { cadence.period(of: $0.day) }
    let unknown = cadence.dueDays(from: first, to: last, without: days.known.map(\.day)).map {
      MissedDay(day: $0, state: .missing)
    }
    let found = known.values.compactMap { MissedDay($0, isListed: cadence != .irregular) }
    return (unknown + found).filter { $0.day.isWithin(first, last) }
      .map { $0.closed(by: days.closed) }.filter { includesClosed || $0.state != .closed }
      .sorted { $0.day < $1.day }
  }
}

/// The day that stands for a period without a list.
public struct MissedDay: Sendable, Hashable {
  /// Why there is no list. Where the days of a period have several states, the last of these cases counts.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// The job was never run for it, or the source had none.
    case missing
    /// The source could not be asked.
    case unavailable
    /// The run failed, or somebody rejected or withdrew its result.
    case failed
    /// A list waits for a decision.
    case quarantined
    /// Somebody said that no list exists any longer.
    case closed
  }

  /// The day.
  public var day: Day
  /// Why there is no list.
  public var state: State
  /// Why, in words; `nil` where the job was never run for it.
  public var reason: String?

  init(day: Day, state: State, reason: String? = nil) {
    (self.day, self.state, self.reason) = (day, state, reason)
  }

  /// The state of a period by its days; `nil` where one of them is published.
  ///
  /// - Parameter isListed: whether the cadence says which periods have a list. On an irregular chart a day that the source did
  ///   not have is not a gap.
  init?(_ period: [DaySnapshots], isListed: Bool) {
    guard period.allSatisfy({ $0.published == nil }) else { return nil }
    let said = period.compactMap { day -> MissedDay? in
      let snapshot = day.waiting ?? day.standing
      guard let state = State(rawValue: snapshot.state.rawValue) else { return nil }
      return MissedDay(day: day.day, state: state, reason: snapshot.reason)
    }
    let order = { (day: MissedDay) in State.allCases.firstIndex(of: day.state) ?? 0 }
    guard let most = said.max(by: { order($0) < order($1) }), isListed || most.state != .missing else {
      return nil
    }
    self = most
  }

  /// A day in quarantine is not closed, because it has a list.
  fileprivate func closed(by closed: ClosedDays) -> MissedDay {
    guard state != .quarantined, let reason = closed.reason(of: day) else { return self }
    return MissedDay(day: day, state: .closed, reason: reason)
  }

  /// The reason with `{day}` in place of the day, so that the days of a series have the same reason.
  fileprivate var commonReason: String? {
    if state == .closed { return reason }
    return reason.map { reason in
      ["-", "/", ""].reduce(reason) { $0.replacing(day.description.replacing("-", with: $1), with: "{day}") }
    }
  }
}

/// A series of consecutive periods that have no list for the same reason.
public struct Gap: Sendable, Hashable {
  /// The days of the first and the last period.
  public var days: DayRange
  /// How many periods the series has.
  public var periods: Int
  /// Why there is no list.
  public var state: MissedDay.State
  /// The reason in words. Where the reasons of the periods differ in their day only, `{day}` stands for the day.
  public var reason: String?
  /// The archive of the job that has the lists; `nil` where no archive is known to have them.
  public var archive: String?

  /// Joins `days`, which are in order, into series of consecutive periods.
  ///
  /// - Parameter archive: the archive that has the list of a day.
  public static func series(
    of days: [MissedDay], _ cadence: Cadence, archive: (Day) -> String? = { _ in nil }
  ) -> [Gap] {
    var gaps: [Gap] = []
    var common: String?
    for day in days {
      let found = archive(day.day)
      if let last = gaps.last, last.state == day.state, last.archive == found, common == day.commonReason,
        cadence.period(of: last.days.to) + 1 == cadence.period(of: day.day)
      {
        gaps[gaps.count - 1].days.to = day.day
        gaps[gaps.count - 1].periods += 1
        gaps[gaps.count - 1].reason = common
      } else {
        common = day.commonReason
        gaps.append(
          Gap(
            days: DayRange(from: day.day, to: day.day), periods: 1, state: day.state, reason: day.reason,
            archive: found))
      }
    }
    return gaps
  }
}
