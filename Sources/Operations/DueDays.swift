import Jobs
import LakeStore
import Pipeline
import RankingModel

/// What a schedule asks for at an instant. This is the only rule that decides which runs are started and which lists are late.
struct DueDays: Sendable, Hashable {
  /// The day of the list that the source has now.
  let current: Day
  /// The last day whose run is due: `current`, or the day before it on the cadence until the hour of `current` has come.
  let last: Day
  /// The last day whose list must be there because its deadline has passed.
  let expected: Day
  /// When the run of `last` became due.
  let lastAt: Instant
  /// When the run after that will be due.
  let next: Instant
  private let cadence: Cadence
  private let catchUp: Int
  /// Whether a list's deadline always passes before the next list is due, whatever the cadence.
  private let hasShortDeadline: Bool

  /// What `schedule` asks for at `now`.
  init(_ schedule: Schedule, _ cadence: Cadence = .daily, at now: Instant) {
    let today = schedule.day(at: now)
    current = cadence.lastDue(by: today)
    last = DueDays.last(schedule, cadence, at: now)
    expected = DueDays.last(schedule, cadence, at: now.advanced(bySeconds: -schedule.deadline))
    hasShortDeadline = schedule.deadline < 86_400
    lastAt = schedule.due(on: last)
    next = schedule.due(
      on: last < current ? current : cadence.lastDay(ofListOf: current).advanced(by: 1))
    self.cadence = cadence
    self.catchUp = schedule.catchUp
  }

  /// The last day whose hour had come at `instant`.
  private static func last(_ schedule: Schedule, _ cadence: Cadence, at instant: Instant) -> Day {
    let day = schedule.day(at: instant)
    return cadence.lastDue(by: schedule.isDue(at: instant) ? day : day.advanced(by: -1))
  }

  /// Whether the hour of the current day has come and its period has no list that is published or waits for a decision.
  ///
  /// - Parameter known: what is known of the chart's days, in order.
  func isCurrentOpen(_ known: [DaySnapshots]) -> Bool { last == current && !isSettled(current, known) }

  /// The day of a list that is late: its deadline has passed, and no list of its period or of a later one is published or waits
  /// for a decision. `nil` if none is late. Lists of earlier days do not count, even if they were filled since.
  ///
  /// An irregular chart is never late. A list that was due before the first known day is not late. For a chart that was never
  /// run, only the list that a run would fetch now can be late, unless the deadline is a day or longer.
  func late(_ known: [DaySnapshots]) -> Day? {
    if cadence == .irregular { return nil }
    if known.isEmpty { return expected == current || !hasShortDeadline ? expected : nil }
    if let first = known.first?.day, cadence.period(of: expected) < cadence.period(of: first) { return nil }
    let isThere = known.contains { day in
      cadence.period(of: day.day) >= cadence.period(of: expected) && DueDays.isSettled(day)
    }
    return isThere ? nil : expected
  }

  /// What is known of the newest period: the period of the current day, or, if nothing is known of that one, the period of
  /// `last`.
  func newest(_ known: [DaySnapshots]) -> [DaySnapshots] {
    let current = known.filter { inPeriod($0.day, self.current) }
    return current.isEmpty ? known.filter { inPeriod($0.day, last) } : current
  }

  /// The day under which the list of the current period is published, if it is published under another day than the current one.
  func otherDay(_ known: [DaySnapshots]) -> Day? {
    let published = known.filter { inPeriod($0.day, current) && $0.published != nil }.map(\.day)
    return published.contains(current) ? nil : published.last
  }

  /// The days before the current one to catch up with, in order. They lie in as many periods as the schedule says, from the first
  /// known day on, and are of three kinds: days on which a list was due and of whose period nothing is known; days whose run
  /// failed or whose source could not be asked; days whose runs were `cutOff`. A day that the source did not have, or that a
  /// person refused, is not asked for again.
  func missed(_ known: [DaySnapshots], cutOff: Set<Day> = []) -> [Day] {
    guard let first = known.first?.day else { return [] }
    let end = cadence.period(of: current)
    let reach = end - catchUp..<end
    let near = known.filter { reach.contains(cadence.period(of: $0.day)) }
    let open = Set(reach).subtracting(near.map { cadence.period(of: $0.day) })
    let unknown = cadence.dueDays(from: first, to: last).filter { open.contains(cadence.period(of: $0)) }
    let failed = near.filter { day in
      cutOff.contains(day.day)
        || [.failed, .unavailable].contains(day.standing.state) && !day.latest.isRefused
          && !isSettled(day.day, near)
    }
    return (unknown + failed.map(\.day)).sorted()
  }

  /// Whether a maintenance task is due: it was not done for the last day. A tick far in the future came from a wrong clock and is
  /// ignored.
  func isOpen(_ tick: Tick?, at now: Instant) -> Bool {
    guard let tick, !tick.at.isFarAhead(of: now) else { return true }
    return tick.day < last || tick.day == last && !tick.isDone
  }

  private func isSettled(_ day: Day, _ known: [DaySnapshots]) -> Bool {
    known.contains { inPeriod($0.day, day) && DueDays.isSettled($0) }
  }

  /// Whether a list of the day is published or waits for a decision.
  private static func isSettled(_ day: DaySnapshots) -> Bool {
    day.published != nil || day.waiting != nil
  }

  /// Whether two days belong to the same period, which has one list.
  func inPeriod(_ left: Day, _ right: Day) -> Bool {
    cadence.period(of: left) == cadence.period(of: right)
  }
}

extension JobDefinition {
  /// What the schedule of the job asks for at `now`.
  func dueDays(at now: Instant) -> DueDays { DueDays(schedule, cadence, at: now) }
}
