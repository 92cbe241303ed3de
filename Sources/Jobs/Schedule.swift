/// When a job is due: at one time on each day on which its cadence has a list. By default the job is due at midnight UTC and
/// catches up with missed periods.
public struct Schedule: Sendable, Hashable {
  /// Whether the job is ever due by itself. If not, it runs only when a person asks for it, and is never late.
  public var isOn = true
  /// Minutes after midnight in `timeZone`.
  public var minuteOfDay = 0
  /// The IANA name of the chart's time zone.
  public var timeZone = "UTC"
  /// How many missed periods before the current one a run catches up with; 0 for none.
  public var catchUp = 30
  /// Seconds after the due time from which on a missing list is late. A run takes time, and sources are not always punctual.
  public var deadline = 3600.0
}
