import Jobs
import LakeStore
import Pipeline
import RankingModel

/// Something that a schedule asks for on certain days: a run of a job, or a maintenance task.
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

  /// A unique key: a job and a task may have the same name.
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

/// Everything that the files in the folder of job files schedule, and the mistakes of these files.
struct SchedulePlan: Sendable {
  /// Jobs by name, then tasks in the order of their file.
  var items: [Scheduled] = []
  /// The range in seconds over which the starts of runs are spread.
  var jitter = 0.0
  /// The mistakes of skipped files, one text per file.
  var mistakes: [String] = []
}

extension Workplace {
  /// Reads the job files and `schedule.yaml`. Jobs without a schedule are left out.
  ///
  /// - Throws: `storage` if the folder cannot be read completely.
  func schedulePlan() throws(Failure) -> SchedulePlan {
    var plan = SchedulePlan()
    for (name, job) in try listJobs() {
      if let definition = job.definition {
        if definition.schedule.isOn { plan.items.append(.job(name, definition)) }
      } else {
        plan.mistakes.append(job.lines.joined(separator: "\n"))
      }
    }
    do throws(JobFileError) {
      let file = try jobs.schedule()
      plan.jitter = file.jitter
      plan.items += file.maintenance.map { .task($0) }
    } catch { plan.mistakes.append("\(error)") }
    return plan
  }

  /// The last ticks of the maintenance tasks, by the tasks' names.
  func ticks() async throws(Failure) -> [String: Tick] {
    guard let work = try WorkState(readingIn: place.folder) else { return [:] }
    defer { work.close() }
    return try await work.ticks.all()
  }

  /// Stores ticks of maintenance tasks in the work state.
  ///
  /// - Throws: `locked` at once if another command writes.
  func save(_ ticks: [String: Tick]) async throws {
    var impatient = self
    impatient.options.lockWait = 0
    try await impatient.work { try await $0.work.ticks.set(ticks) }
  }

  /// Whether there is a lake.
  func hasLake() async throws(Failure) -> Bool {
    do throws(Failure) { try await LakeReader.requireLake(at: place) } catch {
      guard error.kind == .noData else { throw error }
      return false
    }
    return true
  }
}
