import Jobs
import LakeStore
import Pipeline
public import RankingModel

/// A job or a maintenance task with its schedule and its last outcome.
public struct ScheduledItem: Sendable {
  /// The name of the job or of the task.
  public var name: String
  /// Its kind: `job`, `check`, `prune` or `copy`.
  public var kind: String
  /// The days on which it is due.
  public var cadence: Cadence
  /// The time on these days, such as `03:30`.
  public var time: String
  /// The time zone of days and times.
  public var timeZone: String
  /// The day of the last run, its outcome and when it ended; `nil` if there was none.
  public var last: (day: Day, outcome: String, at: Instant?)?
  /// When it runs next: now, if it is due and not done yet.
  public var next: Instant
  /// The same instant in the local time of the time zone.
  public var nextText: String
  /// Whether it is due now.
  public var isDue: Bool
  /// Whether the result that was due last is still missing: for a job, after its deadline; for a task, as soon as it is due.
  public var isLate: Bool
}

extension Workplace {
  /// Everything that the files in the folder of job files schedule: jobs by name, then tasks in the order of `schedule.yaml`.
  ///
  /// - Parameter passOver: called with the mistakes of each file that is skipped.
  public func scheduledItems(
    passingOver passOver: (String) -> Void = { _ in }
  ) async throws -> [ScheduledItem] {
    let plan = try schedulePlan()
    for mistakes in plan.mistakes { passOver(mistakes) }
    let ticks = try await ticks()
    let lake = try await viewIfThere()?.lake
    var items: [ScheduledItem] = []
    for item in plan.items {
      let due = item.dueDays(at: now)
      switch item {
      case .job(let name, let definition):
        let found = try await self.due(of: definition)
        let run = try lake?.lastRun(of: definition.chart)
        let last = run.map { ($0.day, $0.outcome?.rawValue ?? "not ended", $0.finishedAt) }
        items.append(
          ScheduledItem(name, "job", item, due, last: last, isDue: found.isOpen, isLate: found.isLate, now))
      case .task(let task):
        let tick = ticks[task.name]
        let isDue = lake != nil && due.isOpen(tick, at: now)
        let last = tick.map { ($0.day, $0.isDone ? $0.outcome : "failed: \($0.outcome)", Optional($0.at)) }
        items.append(
          ScheduledItem(task.name, task.work.kind, item, due, last: last, isDue: isDue, isLate: isDue, now))
      }
    }
    return items
  }
}

extension ScheduledItem {
  fileprivate init(
    _ name: String, _ kind: String, _ item: Scheduled, _ due: DueDays, last: (Day, String, Instant?)?,
    isDue: Bool, isLate: Bool, _ now: Instant
  ) {
    let next = isDue ? now : due.next
    self.init(
      name: name, kind: kind, cadence: item.cadence, time: item.schedule.time,
      timeZone: item.schedule.timeZone,
      last: last.map { (day: $0.0, outcome: $0.1, at: $0.2) }, next: next,
      nextText: item.schedule.clockText(at: next), isDue: isDue, isLate: isLate)
  }
}

extension MaintenanceTask.Work {
  fileprivate var kind: String {
    switch self {
    case .check: "check"
    case .prune: "prune"
    case .copy: "copy"
    }
  }
}
