public import RankingModel

/// What `schedule.yaml` says, the file beside the job files: what the scheduler does besides running jobs.
public struct ScheduleFile: Sendable, Hashable {
  /// Its name in the folder of job files. No job has this name.
  public static let name = "schedule.yaml"

  /// Each run starts by up to so many seconds later than it is due.
  public var jitter = 0.0
  /// What is done for the lake as a whole, in the order of the file.
  public var maintenance: [MaintenanceTask] = []

  /// A file that says nothing.
  public init() {}
}

/// Something that is done for a lake as a whole, again and again.
public struct MaintenanceTask: Sendable, Hashable {
  /// What is done.
  public enum Work: Sendable, Hashable {
    /// The lake is checked; so large a share of the objects is read, from 0 to 1.
    case check(share: Double)
    /// What no record names is removed after `grace` seconds, at most so large a share of all objects.
    case prune(grace: Double, share: Double)
    /// What is new in the lake is copied to another place: a path, or an address such as `s3://bucket/prefix`.
    case copy(to: String)
  }

  /// Its name, under which the lake's work state keeps what was done last.
  public var name: String
  /// What is done.
  public var work: Work
  /// On which days.
  public var cadence: Cadence
  /// At what time of these days, and in which zone.
  public var schedule: Schedule
}
