import Jobs
import LakeStore
import RankingModel

/// What a schedule asks for at an instant: the one rule by which runs are started and called late.
struct DueDays: Sendable, Hashable {
  /// The day of the list that the source has now.
  let current: Day
  /// The last day whose run is due: `current`, or the one before as long as the hour of `current` has not come.
  let last: Day
  private let cadence: Cadence
  private let catchUp: Int

  /// What `schedule` asks for at `now`.
  init(_ schedule: Schedule, _ cadence: Cadence = .daily, at now: Instant) {
    let today = schedule.day(at: now)
    current = cadence.lastDue(by: today)
    last = schedule.isDue(at: now) ? current : cadence.lastDue(by: today.advanced(by: -1))
    self.cadence = cadence
    self.catchUp = schedule.catchUp
  }

  /// Whether the current day is due by the hour, and its period has no list that is published or waits for a decision.
  ///
  /// - Parameter known: what is known of the chart's days, in order.
  func isCurrentOpen(_ known: [DaySnapshots]) -> Bool { last == current && !isSettled(current, known) }

  /// Whether the list that was due last is not there. An irregular chart is never late.
  func isLate(_ known: [DaySnapshots]) -> Bool { cadence != .irregular && !isSettled(last, known) }

  /// The day under which the list of the current period is published, where that is another day than the current one.
  func otherDay(_ known: [DaySnapshots]) -> Day? {
    let published = known.filter { inPeriod($0.day, current) && $0.published != nil }.map(\.day)
    return published.contains(current) ? nil : published.last
  }

  /// The days before the current one to catch up with, in order: of as many periods as the schedule says, from the first known
  /// day on, those of which nothing is known, on the day their list was due, and those whose run failed. What a source did
  /// not have, and what somebody refused, is not asked for again.
  func missed(_ known: [DaySnapshots]) -> [Day] {
    guard let first = known.first?.day else { return [] }
    let end = cadence.period(of: current)
    let reach = end - catchUp..<end
    let near = known.filter { reach.contains(cadence.period(of: $0.day)) }
    let open = Set(reach).subtracting(near.map { cadence.period(of: $0.day) })
    let unknown = cadence.dueDays(from: first, to: last).filter { open.contains(cadence.period(of: $0)) }
    let failed = near.filter { day in
      day.standing.state == .failed && !day.latest.isRefused && !isSettled(day.day, near)
    }
    return (unknown + failed.map(\.day)).sorted()
  }

  private func isSettled(_ day: Day, _ known: [DaySnapshots]) -> Bool {
    known.contains { inPeriod($0.day, day) && ($0.published != nil || $0.waiting != nil) }
  }

  private func inPeriod(_ left: Day, _ right: Day) -> Bool {
    cadence.period(of: left) == cadence.period(of: right)
  }
}
