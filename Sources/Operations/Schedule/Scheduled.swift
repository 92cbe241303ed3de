import Jobs
import LakeStore
import Pipeline
import RankingModel

/// Something that a schedule asks for on certain days: the run of a job, or a task of maintenance.
enum Scheduled: Sendable {
  case job(String, JobDefinition)
  case task(MaintenanceTask)

  /// The name of the job or of the task.
  var name: String {
    switch self {
    case .job(let name, _): name
    case .task(let task): task.name
    }
  }

  /// What tells it from all others: a job and a task may have one name.
  var key: String {
    switch self {
    case .job(let name, _): "job \(name)"
    case .task(let task): "task \(task.name)"
    }
  }

  var schedule: Schedule {
    switch self {
    case .job(_, let definition): definition.schedule
    case .task(let task): task.schedule
    }
  }

  var cadence: Cadence {
    switch self {
    case .job(_, let definition): definition.cadence
    case .task(let task): task.cadence
    }
  }

  /// What its schedule asks for at `now`.
  func dueDays(at now: Instant) -> DueDays { DueDays(schedule, cadence, at: now) }
}

/// All that the files in the folder of job files ask for, and what is wrong with them.
struct SchedulePlan: Sendable {
  /// Jobs by name, then tasks in the order of their file.
  var items: [Scheduled] = []
  /// Seconds by which runs are spread.
  var jitter = 0.0
  /// What is wrong with files that are passed over, one text a file.
  var mistakes: [String] = []
}

extension Workplace {
  /// Reads the job files and `schedule.yaml`. Jobs without a schedule are left out.
  ///
  /// - Throws: `storage` where the folder cannot be read to its end.
  func schedulePlan() throws(Failure) -> SchedulePlan {
    var plan = SchedulePlan()
    for (name, job) in try listJobs() {
      if let definition = job.definition {
        if definition.schedule.isOn { plan.items.append(.job(name, definition)) }
      } else {
        plan.mistakes.append(job.diagnostics.map { $0.text(path: job.file) }.joined(separator: "\n"))
      }
    }
    do throws(JobFileError) {
      let file = try jobs.schedule()
      plan.jitter = file.jitter
      plan.items += file.maintenance.map { .task($0) }
    } catch { plan.mistakes.append("\(error)") }
    return plan
  }

  /// The last ticks of maintenance, by the tasks' names.
  func ticks() async throws(Failure) -> [String: Tick] {
    guard let work = try WorkState(readingIn: place.folder) else { return [:] }
    defer { work.close() }
    return try await work.ticks.all()
  }

  /// Keeps ticks of maintenance in the work state.
  ///
  /// - Throws: `locked` at once where another command writes.
  func save(_ ticks: [String: Tick]) async throws {
    var impatient = self
    impatient.options.lockWait = 0
    try await impatient.work { try await $0.work.ticks.set(ticks) }
  }

  /// Whether there is a lake to look after.
  func hasLake() async throws(Failure) -> Bool {
    do throws(Failure) { try await LakeReader.requireLake(at: place) } catch {
      guard error.kind == .noData else { throw error }
      return false
    }
    return true
  }
}
