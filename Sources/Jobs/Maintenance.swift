public import RankingModel

/// The content of `schedule.yaml`, the file beside the job files: what the scheduler does besides running jobs.
public struct ScheduleFile: Sendable, Hashable {
  /// The file's name in the folder of job files. No job may have this name.
  public static let name = "schedule.yaml"

  /// Each run starts up to this many seconds after it is due.
  public var jitter = 0.0
  /// The tasks for the lake as a whole, in the order of the file.
  public var maintenance: [MaintenanceTask] = []

  /// The content of an empty file.
  public init() {}
}

/// A task for a lake as a whole, which is repeated on a schedule.
public struct MaintenanceTask: Sendable, Hashable {
  /// The kinds of work.
  public enum Work: Sendable, Hashable {
    /// Check the lake and read this share of its objects, from 0 to 1.
    case check(share: Double)
    /// Remove objects that no record names after `grace` seconds, but at most `share` of all objects, from 0 to 1.
    case prune(grace: Double, share: Double)
    /// Copy what is new in the lake to another place: a path, or an address such as `s3://bucket/prefix`.
    case copy(to: String)
  }

  /// The task's name. The lake's work state keeps the task's last result under this name.
  public var name: String
  /// The work to do.
  public var work: Work
  /// The days on which it is done.
  public var cadence: Cadence
  /// The time of day, and its time zone.
  public var schedule: Schedule
}
