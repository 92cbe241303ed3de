public import LakeStore
public import RankingModel

/// Which snapshots does the lake hold of a chart, or of one day of it?
public struct VersionList: Sendable {
  /// One snapshot among those of its day.
  public struct Row: Sendable, Hashable {
    /// The day it is about.
    public var day: Day
    /// When the source had the list.
    public var capturedAt: Instant
    /// When it was recorded.
    public var recordedAt: Instant
    /// What became of the day by it.
    public var state: DayState
    /// The document of the day's entries.
    public var version: ObjectID?
    /// How many entries that document has.
    public var entries: Int
    /// The run that made it.
    public var run: String
    /// Why the day is in its state, where that needs saying.
    public var reason: String?
    /// Whether another snapshot stands for the day.
    public var isSuperseded: Bool

    init(_ snapshot: SnapshotSummary, isSuperseded: Bool) {
      self.day = snapshot.day
      self.capturedAt = snapshot.capturedAt
      self.recordedAt = snapshot.recordedAt
      self.state = snapshot.state
      self.version = snapshot.version
      self.entries = snapshot.entries
      self.run = snapshot.run
      self.reason = snapshot.reason
      self.isSuperseded = isSuperseded
    }
  }

  /// The chart.
  public var chart: ChartName
  /// The day; `nil` for all days.
  public var day: Day?
  /// What counts.
  public var cutoff: Cutoff

  /// The question about `chart`, all of it or one `day`.
  public init(chart: ChartName, day: Day? = nil, cutoff: Cutoff = Cutoff()) {
    self.chart = chart
    self.day = day
    self.cutoff = cutoff
  }

  /// The snapshots by day, those of one day in the order in which they were recorded.
  ///
  /// - Throws: a `noData` failure where there is none.
  public func answer(from reader: LakeReader) throws(Failure) -> [Row] {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    // A day with no snapshot is refused in the words of the chart question.
    if let day, days.known(day) == nil { _ = try days.answer(for: day, orBefore: false) }
    return days.known.filter { day == nil || $0.day == day }.flatMap { known in
      known.all.map { Row($0, isSuperseded: $0.number != known.standing.number) }
    }
  }
}
