/// When a job is due: once a day.
public struct Schedule: Sendable, Hashable {
  /// Minutes after midnight in `timeZone`.
  public var minuteOfDay = 0
  /// The IANA name of the chart's time zone.
  public var timeZone = "UTC"
  /// Whether days missed are to be caught up.
  public var catchesUp = true

  /// Midnight, UTC, catching up.
  public init() {}
}
