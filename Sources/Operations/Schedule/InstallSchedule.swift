import Glibc
import Jobs
import LakeStore
import Pipeline
public import RankingModel

/// A command that an outside system starts when it is due.
public struct InstalledCommand: Sendable {
  /// The program and its arguments.
  public var words: [String]
  /// The same command in the syntax of a POSIX shell.
  public var shellText: String
  /// The folders that the command writes to.
  public var writable: [String]
  /// The exit codes after which a restart would change nothing.
  public var finalStatuses: [Int32]

  /// The command of `words`.
  public init(words: [String], shellText: String, writable: [String], finalStatuses: [Int32]) {
    (self.words, self.shellText) = (words, shellText)
    (self.writable, self.finalStatuses) = (writable, finalStatuses)
  }
}

/// The trigger to install, and where to install it.
public struct ScheduleTarget: Sendable {
  /// The system that starts the command.
  public enum System: Sendable, Hashable {
    /// A timer and a service of the user's own systemd.
    case systemd
    /// A service of the user's own systemd that runs the scheduler, which never ends.
    case systemdScheduler
    /// The user's crontab.
    case cron
    /// A workflow of GitHub Actions.
    case gitHubActions
  }

  /// The system that starts the command.
  public var system: System
  /// The only job to run; `nil` for all.
  public var job: String?
  /// The folder that files are written to; `nil` for the folder in which the system looks for them.
  public var folder: String?

  /// A trigger of `system`.
  public init(_ system: System, job: String? = nil, folder: String? = nil) {
    (self.system, self.job, self.folder) = (system, job, folder)
  }
}

/// A change to one file, or to the lines of Marquee in the crontab.
public struct ScheduleChange: Sendable {
  /// The kinds of change.
  public enum Action: String, Sendable, Hashable { case write, replace, remove }

  /// The kind of this change.
  public var action: Action
  /// The path of the file, or `crontab`.
  public var place: String
  /// The text that is written or removed.
  public var text: String
  /// The whole crontab after the change; `nil` for a file.
  let crontab: String?
}

extension Workplace {
  /// Plans the installation of the trigger. Nothing is written.
  ///
  /// - Throws: `usage` if no selected job has a schedule, or if a file is in the way that this program has not made; `definition`
  ///   if `schedule.yaml` has mistakes.
  public func planInstalling(
    _ command: InstalledCommand, at target: ScheduleTarget
  ) throws(Failure) -> [ScheduleChange] {
    let jobs = try scheduledJobs(target.job)
    let today = now.day
    let name = try name(of: target)
    switch target.system {
    case .cron:
      let text = CrontabText(name: name)
      let lines = try text.lines(jobs.map(\.schedule), zone: Crontab.zone(), yearFrom: today, command)
      let crontab = try Crontab.read()
      return [
        ScheduleChange(
          action: try text.found(in: crontab) == nil ? .write : .replace, place: "crontab", text: lines,
          crontab: try text.replacing(with: lines, in: crontab))
      ]
    case .gitHubActions:
      guard !place.folder.hasPrefix("/"), !self.jobs.path.hasPrefix("/") else {
        throw Failure(
          .usage, "the lake and the job files must be in the repository",
          remedy: .words("start in the folder of the repository, and name both by relative paths"))
      }
      return [
        try written(try WorkflowFile.text(jobs, lake: place.folder, yearFrom: today, command), name, target)
      ]
    case .systemd:
      let units = UnitFiles(
        about: target.job.map { "what is due of \($0)" } ?? "what is due of all jobs", command: command)
      let jitter = try scheduleFile().jitter
      return [
        try written(try units.service(), "\(name).service", target),
        try written(units.timer(jobs, jitter: jitter), "\(name).timer", target),
      ]
    case .systemdScheduler:
      var command = command
      for case .copy(let place) in try scheduleFile().maintenance.map(\.work) where !place.contains("://") {
        command.writable.append(place)
      }
      let units = UnitFiles(about: "the scheduler of all jobs", command: command)
      return [try written(try units.scheduler(), "\(name).service", target)]
    }
  }

  /// Plans the removal of the trigger: only what an installation has written is removed. Nothing is changed.
  public func planRemoving(_ target: ScheduleTarget) throws(Failure) -> [ScheduleChange] {
    let name = try name(of: target)
    switch target.system {
    case .cron:
      let text = CrontabText(name: name)
      let crontab = try Crontab.read()
      guard let found = try text.found(in: crontab) else { return [] }
      let rest = try text.replacing(with: "", in: crontab)
      return [ScheduleChange(action: .remove, place: "crontab", text: found, crontab: rest)]
    case .systemd:
      return try [removed("\(name).service", target), removed("\(name).timer", target)].compactMap(\.self)
    case .systemdScheduler: return try [removed("\(name).service", target)].compactMap(\.self)
    case .gitHubActions: return try [removed(name, target)].compactMap(\.self)
    }
  }

  /// Carries out the changes of a plan.
  public func carryOut(_ changes: [ScheduleChange]) throws(Failure) {
    for change in changes {
      if let crontab = change.crontab {
        try Crontab.write(crontab)
      } else if change.action == .remove {
        guard unlink(change.place) == 0 || errno == ENOENT else {
          throw InstalledFile.refused("removed", change.place, errno)
        }
      } else {
        try InstalledFile.write(change.text, to: change.place)
      }
    }
  }

  /// The contents of `schedule.yaml`.
  private func scheduleFile() throws(Failure) -> ScheduleFile {
    do throws(JobFileError) { return try jobs.schedule() } catch {
      throw Failure(error.isUnreadable ? .storage : .definition, "\(error)")
    }
  }

  /// The selected jobs that have a schedule.
  private func scheduledJobs(_ job: String?) throws(Failure) -> [JobDefinition] {
    var jobs: [JobDefinition] = []
    if let job { jobs = [try definition(of: job)] } else { jobs = try definitions().map(\.definition) }
    jobs = jobs.filter(\.schedule.isOn)
    if !jobs.isEmpty { return jobs }
    throw Failure(
      .usage, job.map { "the job \($0) has no schedule" } ?? "no job has a schedule", remedy: .showJobs)
  }

  /// The name of what is installed: a unit, lines of a crontab, or a workflow.
  private func name(of target: ScheduleTarget) throws(Failure) -> String {
    let chart = try target.job.map { name throws(Failure) in try definition(of: name).chart }
    let end = chart.map { "-\($0)" } ?? ""
    switch target.system {
    case .systemd, .cron: return "marquee-run\(end)"
    case .systemdScheduler: return "marquee"
    case .gitHubActions: return "marquee\(end).yml"
    }
  }

  private func path(of name: String, _ target: ScheduleTarget) throws(Failure) -> String {
    if let folder = target.folder { return "\(folder)/\(name)" }
    if target.system == .gitHubActions { return ".github/workflows/\(name)" }
    let environment = dependencies.environment
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return "\(folder)/systemd/user/\(name)"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw Failure(.usage, "HOME names no folder", remedy: .words("say where to write to"))
    }
    return "\(home)/.config/systemd/user/\(name)"
  }

  private func written(_ text: String, _ name: String, _ target: ScheduleTarget) throws(Failure)
    -> ScheduleChange
  {
    let path = try path(of: name, target)
    let old = try InstalledFile.text(at: path)
    if old == nil, access(path, F_OK) == 0 {
      throw Failure(
        .usage, "\(path) is there already, and was not made by Marquee",
        remedy: .words("move it away, or write to another folder"))
    }
    return ScheduleChange(action: old == nil ? .write : .replace, place: path, text: text, crontab: nil)
  }

  private func removed(_ name: String, _ target: ScheduleTarget) throws(Failure) -> ScheduleChange? {
    let path = try path(of: name, target)
    return try InstalledFile.text(at: path).map {
      ScheduleChange(action: .remove, place: path, text: $0, crontab: nil)
    }
  }
}
