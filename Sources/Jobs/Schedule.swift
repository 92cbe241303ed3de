/// When a job is due: once a day. Where the job file is silent, at midnight, UTC, catching up.
public struct Schedule: Sendable, Hashable {
  /// Minutes after midnight in `timeZone`.
  public var minuteOfDay = 0
  /// The IANA name of the chart's time zone.
  public var timeZone = "UTC"
  /// Whether days missed are to be caught up.
  public var catchesUp = true
}
