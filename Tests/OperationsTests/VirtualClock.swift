import Operations
import RankingModel
import Synchronization

/// A clock that only advances while somebody sleeps, and that a test can set. Sleeping takes no real time.
final class VirtualClock: Sendable {
  private struct State {
    var now: Instant
    var slept = 0.0
    /// The actions, each with the seconds of sleep after which it happens.
    var events: [(after: Double, action: @Sendable () throws -> Void)] = []
  }

  private let state: Mutex<State>
  private let length: Double

  /// A clock that starts at `now`, and cancels its sleepers once they have slept for `days` days.
  init(_ now: String, days: Double) {
    state = Mutex(State(now: Instant(now)!))
    length = days * 86_400
  }

  var now: Instant { state.withLock { $0.now } }

  /// Sets the clock forwards or backwards.
  func step(hours: Double) { state.withLock { $0.now = $0.now.advanced(bySeconds: hours * 3600) } }

  /// Does `action` once `hours` hours have been slept; actions happen in the order of these calls.
  func after(hours: Double, _ action: @escaping @Sendable () throws -> Void) {
    state.withLock { $0.events.append((hours * 3600, action)) }
  }

  @Sendable func sleep(_ time: Duration) async throws {
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    let due = state.withLock { state in
      state.now = state.now.advanced(bySeconds: seconds)
      state.slept += seconds
      let slept = state.slept
      defer { state.events.removeAll { $0.after <= slept } }
      return state.events.filter { $0.after <= slept }.map(\.action)
    }
    for action in due { try action() }
    if state.withLock({ $0.slept >= length }) { throw CancellationError() }
  }
}

/// The messages of a scheduler.
final class ScheduleLog: Sendable {
  private let clock: VirtualClock

  init(_ clock: VirtualClock) { self.clock = clock }

  @Sendable func tell(_ event: ScheduleEvent) async {
    guard let line = line(event) else { return }
    lines.withLock { $0.append("\(clock.now.secondsText.dropLast(4).replacing("T", with: " ")) \(line)") }
  }

  private let lines = Mutex<[String]>([])

  /// The messages, such as `2026-05-01 03:30 test 2026-05-01 published`: the minute in UTC, the subject and the outcome.
  var told: [String] { lines.withLock { $0 } }

  /// The messages about runs, without those about further attempts.
  var runs: [String] { told.filter { !$0.contains("again") } }

  private func line(_ event: ScheduleEvent) -> String? {
    switch event {
    case .begins, .waiting: nil
    case .ran(let job, let report): "\(job) \(report.day) \(report.outcome?.rawValue ?? "not ended")"
    case .did(let task, let day, let outcome, _): "\(task) \(day) \(outcome)"
    case .failed(let name, let failure): "\(name) failed: \(failure.kind)"
    case .again(let name, let at): "\(name) again at \(at.secondsText)"
    case .passedOver(let mistakes): "passed over: \(mistakes)"
    }
  }
}
