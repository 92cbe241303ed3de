/// The state of one day of a chart.
public enum DayState: String, Sendable, Hashable, CaseIterable {
  /// Checked and published.
  case published
  /// Published with failures that the job tolerates.
  case degraded
  /// Stored, but held back by a check until somebody decides.
  case quarantined
  /// The run ended in an error, or the day was rejected.
  case failed
  /// The source has no list for that day.
  case missing
  /// The source could not be asked; the reason says why.
  case unavailable

  /// Whether the day's list is part of the chart's history.
  public var isPublished: Bool { self == .published || self == .degraded }
}
