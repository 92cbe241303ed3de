import Jobs
import LakeStore
import Pipeline
import RankingModel

/// Waits for what is due and does it, one thing after the other.
///
/// The lake records which days are settled, and the work state which maintenance was done. A restart of the scheduler, a changed
/// schedule or a changed clock therefore causes nothing to be done twice. What the scheduler keeps in memory only spreads starts
/// and spaces attempts.
struct Scheduler {
  let workplace: Workplace
  let jitter: Double?
  /// The longest sleep in seconds before the clock is looked at again.
  let slice: Double
  let tell: @Sendable (ScheduleEvent) async -> Void

  /// A wait before a due item that was tried is tried again.
  private struct Pause {
    /// The day that was due.
    var due: Day
    /// The civil day of the last attempt, and the number of attempts on that day.
    var day: Day
    var tries: Int
    var since: Instant
    var until: Instant
  }

  private var pauses: [String: Pause] = [:]
  /// For each item and each instant at which it is due, the part of the jitter by which it starts later, from 0 to 1.
  private var delays: [String: [Instant: Double]] = [:]
  private var told: Set<String> = []
  /// The last ticks by task, and the names of the tasks whose ticks are not in the work state yet.
  private var ticks: [String: Tick] = [:]
  private var unsaved: Set<String> = []
  /// The states of the files just before they were read.
  private var files: [String: FileState] = [:]
  /// For each job, the last day whose passed deadline its channels were told of, whether or not the list was late.
  private var lateDays: [String: Day] = [:]

  init(
    workplace: Workplace, jitter: Double?, slice: Double,
    tell: @escaping @Sendable (ScheduleEvent) async -> Void
  ) {
    (self.workplace, self.jitter, self.slice, self.tell) = (workplace, jitter, slice, tell)
  }

  /// Seconds to wait while another command writes.
  private static let locked = 60.0

  /// Does what is due until the task is cancelled.
  ///
  /// - Throws: `CancellationError`, or an `interrupted` failure.
  mutating func run() async throws {
    while true {
      let (wake, next) = try await pass()
      await tell(.waiting(until: wake, next: next))
      try await sleep(until: wake)
    }
  }

  /// Reads the files, does what is due, and returns when something is to be done next.
  private mutating func pass() async throws -> (wake: Instant, next: String?) {
    var wake: (at: Instant, next: String?) = (workplace.now.advanced(bySeconds: 86_400), nil)
    // Read before the plan, so that an edit made while something is done is noticed.
    files = FileState.all(in: workplace.jobs)
    do {
      let plan = try workplace.schedulePlan()
      for mistakes in plan.mistakes where told.insert(mistakes).inserted { await tell(.passedOver(mistakes)) }
      told.formIntersection(plan.mistakes)
      await saveTicks()
      for item in plan.items {
        try Task.checkCancellation()
        let at = try await attend(item, jitter ?? plan.jitter)
        if at < wake.at { wake = (at, item.name) }
      }
    } catch let failure as Failure where failure.kind != .interrupted {
      // The folder of job files cannot be read.
      if told.insert(failure.message).inserted { await tell(.failed("schedule", failure)) }
      return (workplace.now.advanced(bySeconds: Scheduler.pause(after: 1)), nil)
    }
    return (wake.at, wake.next)
  }

  /// Does what is due of an item.
  ///
  /// - Returns: when to look at the item again.
  private mutating func attend(_ item: Scheduled, _ jitter: Double) async throws -> Instant {
    let now = workplace.now
    let due = item.dueDays(at: now)
    var starts = starts(of: item, due, jitter)
    // Channels are told of a late list at its deadline, whenever the list is tried again.
    if case .job(_, let definition) = item {
      let deadline = due.lastAt.advanced(bySeconds: item.schedule.deadline)
      if now < deadline {
        starts.next = min(starts.next, deadline)
      } else if lateDays[item.key] != due.last {
        lateDays[item.key] = due.last
        await workplace.tell(definition, after: nil)
      }
    }
    let pause = pauses[item.key].flatMap { $0.due == due.last && $0.since <= now ? $0 : nil }
    if let pause, now < pause.until { return min(pause.until, starts.next) }
    do {
      guard try await openState(of: item).isOpen else {
        pauses[item.key] = nil
        return starts.next
      }
      if pause == nil, now < starts.last { return starts.last }
      await tell(.begins(item.name))
      let failure = try await perform(item, for: due.last)
      let rest = try await openState(of: item)
      if rest.isOpen { return await self.pause(item, due, because: failure, isForToday: rest.isForToday) }
      pauses[item.key] = nil
      return self.starts(of: item, item.dueDays(at: workplace.now), jitter).next
    } catch let failure as Failure where failure.kind != .interrupted {
      await tell(.failed(item.name, failure))
      return await self.pause(item, due, because: failure)
    }
  }

  /// When an item starts for the instant at which it was due last, and for the next. Each start is delayed by its own random part
  /// of the jitter, which is drawn once, and stays on the same day.
  private mutating func starts(
    of item: Scheduled, _ due: DueDays, _ jitter: Double
  ) -> (last: Instant, next: Instant) {
    let known = delays[item.key] ?? [:]
    var drawn: [Instant: Double] = [:]
    for at in [due.lastAt, due.next] { drawn[at] = known[at] ?? workplace.dependencies.random() }
    delays[item.key] = drawn
    let start = { (at: Instant) in
      let later = at.advanced(bySeconds: jitter * (drawn[at] ?? 0))
      return item.schedule.day(at: later) == item.schedule.day(at: at) ? later : at
    }
    return (start(due.lastAt), start(due.next))
  }

  /// Whether something of an item is due and not done, and whether that includes the current day of a job. Without a lake, no
  /// maintenance is due.
  private mutating func openState(of item: Scheduled) async throws -> (isOpen: Bool, isForToday: Bool) {
    switch item {
    case .job(_, let definition):
      let due = try await workplace.dueAndIndexed(of: definition)
      return (due.isOpen, due.isCurrentOpen)
    case .task(let task):
      guard try await workplace.hasLake() else { return (false, false) }
      if ticks[task.name] == nil { ticks.merge(try await workplace.ticks()) { own, _ in own } }
      let now = workplace.now
      return (item.dueDays(at: now).isOpen(ticks[task.name], at: now), false)
    }
  }

  /// Does an item.
  ///
  /// - Returns: the failure that ended it early.
  private mutating func perform(_ item: Scheduled, for day: Day) async throws -> Failure? {
    switch item {
    case .job(let name, let definition):
      let tell = tell
      let run = try await workplace.runDue(name, definition) { await tell(.ran(job: name, $0)) }
      if let failure = run?.failure { await tell(.failed(name, failure)) }
      await workplace.tell(definition, after: run)
      return run?.failure
    case .task(let task):
      do {
        let (outcome, isSound) = try await workplace.maintain(task.work)
        await keep(Tick(day: day, isDone: true, at: workplace.now, outcome: outcome), of: task)
        await tell(.did(task: task.name, day, outcome: outcome, isSound: isSound))
        return nil
      } catch let failure as Failure where failure.kind != .interrupted {
        await keep(Tick(day: day, isDone: false, at: workplace.now, outcome: failure.message), of: task)
        throw failure
      }
    }
  }

  private mutating func keep(_ tick: Tick, of task: MaintenanceTask) async {
    ticks[task.name] = tick
    unsaved.insert(task.name)
    await saveTicks()
  }

  /// Writes to the work state what it lacks. If another command writes, the next pass tries again.
  private mutating func saveTicks() async {
    let waiting = ticks.filter { unsaved.contains($0.key) }
    guard !waiting.isEmpty, (try? await workplace.save(waiting)) != nil else { return }
    unsaved = []
  }

  /// Makes an item wait that still has something to do: longer after each attempt until its day ends, then until the hour of the
  /// next day. If only past days are left without a failure, the item waits for that hour at once.
  ///
  /// - Parameter isForToday: whether the current day is still to be run. After a failure the item is tried again on the same day
  ///   in any case.
  private mutating func pause(
    _ item: Scheduled, _ due: DueDays, because failure: Failure?, isForToday: Bool = false
  ) async -> Instant {
    let now = workplace.now
    let day = item.schedule.day(at: now)
    let before = pauses[item.key].map { $0.day == day && $0.due == due.last ? $0.tries : 0 } ?? 0
    let isLocked = failure?.kind == .locked
    let seconds = isLocked ? Scheduler.locked : Scheduler.pause(after: before + 1)
    var until = now.advanced(bySeconds: seconds)
    if failure == nil && !isForToday || item.schedule.day(at: until) != day {
      until = item.schedule.due(on: day.advanced(by: 1))
    }
    pauses[item.key] = Pause(
      due: due.last, day: day, tries: before + (isLocked ? 0 : 1), since: now, until: until)
    await tell(.again(item.name, at: until))
    return until
  }

  /// Seconds to wait after so many attempts on one day: five minutes, then twice as long each time, up to two hours.
  static func pause(after tries: Int) -> Double { 300 * Double(min(1 << min(tries - 1, 10), 24)) }

  /// Sleeps until `wake`, until the clock is set back, or until a file changes. The clock is looked at repeatedly, because it may
  /// be set forward and the machine may have slept.
  private func sleep(until wake: Instant) async throws {
    var last = workplace.now
    while true {
      let now = workplace.now
      guard now < wake, now >= last, FileState.all(in: workplace.jobs) == files else { return }
      last = now
      let left = Double(wake.microseconds - now.microseconds) / 1_000_000
      try await workplace.dependencies.sleep(.seconds(min(left.rounded(.up), slice)))
    }
  }
}
