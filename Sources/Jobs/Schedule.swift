/// When a job is due: at one time of the days on which its cadence has a list. Where the job file is silent, at midnight, UTC,
/// catching up.
public struct Schedule: Sendable, Hashable {
  /// Whether the job is ever due by itself. One that is not runs when somebody asks for it, and is never late.
  public var isOn = true
  /// Minutes after midnight in `timeZone`.
  public var minuteOfDay = 0
  /// The IANA name of the chart's time zone.
  public var timeZone = "UTC"
  /// How many periods before the current one a run catches up with where they were missed; 0 for none.
  public var catchUp = 30
  /// Seconds after its hour from which on a list that is not there is late. A run takes time, and sources are not always
  /// punctual.
  public var deadline = 3600.0
}
