import Jobs
import LakeStore
import RankingModel

/// What a schedule asks for at an instant: the one rule by which runs are started and called late.
struct DueDays: Sendable, Hashable {
  /// Today, in the chart's time zone.
  let today: Day
  /// The last day whose run is due: today, or yesterday as long as today's hour has not come.
  let last: Day
  /// Whether days that were missed are due too.
  let catchesUp: Bool

  /// What `schedule` asks for at `now`.
  init(_ schedule: Schedule, at now: Instant) {
    today = schedule.day(at: now)
    last = schedule.isDue(at: now) ? today : today.advanced(by: -1)
    catchesUp = schedule.catchesUp
  }

  /// The days whose run is due and has not been made, the latest first: its list may be gone tomorrow.
  ///
  /// Today is due until it is published or waits for a decision. A day before it, from the first known one on, is due where
  /// nothing is known of it or its run failed; what a source did not have, and what somebody refused, is not asked for again.
  ///
  /// - Parameter known: what is known of the chart's days, in order.
  func open(_ known: [DaySnapshots]) -> [Day] {
    let first = catchesUp ? known.first?.day ?? today : today
    guard first <= last else { return [] }
    let known = Dictionary(uniqueKeysWithValues: known.map { ($0.day, $0) })
    return (first.number...last.number).reversed().map { Day(number: $0) }.filter { day in
      guard let snapshots = known[day] else { return true }
      if snapshots.published != nil || snapshots.latest.state == .quarantined { return false }
      return day == today || snapshots.standing.state == .failed && !snapshots.latest.isRefused
    }
  }
}
