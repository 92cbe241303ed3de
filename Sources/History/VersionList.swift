public import LakeStore
public import RankingModel

/// Which snapshots of a chart, or of one of its days, does the lake hold?
public struct VersionList: Question {
  /// One snapshot among those of its day.
  public struct Row: Sendable, Hashable {
    let snapshot: SnapshotSummary
    /// Whether another snapshot stands for the day.
    public let isSuperseded: Bool
    /// The day it is about.
    public var day: Day { snapshot.day }
    /// When the source had the list.
    public var capturedAt: Instant { snapshot.capturedAt }
    /// When it was recorded.
    public var recordedAt: Instant { snapshot.recordedAt }
    /// The state that the snapshot gives the day.
    public var state: DayState { snapshot.state }
    /// The document of the day's entries.
    public var version: ObjectID? { snapshot.version }
    /// How many entries that document has.
    public var entries: Int { snapshot.entries }
    /// The run that made it.
    public var run: String { snapshot.run }
    /// Why the day is in that state; `nil` where the state needs no reason.
    public var reason: String? { snapshot.reason }
  }

  /// The chart.
  public var chart: ChartName
  /// The day; `nil` for all days.
  public var day: Day?
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `chart`, all of it or one `day`.
  public init(chart: ChartName, day: Day? = nil, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.day, self.cutoff) = (chart, day, cutoff)
  }

  /// The snapshots by day, those of one day in the order in which they were recorded.
  ///
  /// - Throws: a `noData` failure where there is none.
  public func answer(from reader: LakeReader) throws(Failure) -> [Row] {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    // A day without a snapshot fails as it does for the chart question.
    if let day, days.known(day) == nil { _ = try days.answer(for: day, orBefore: false) }
    return days.known.filter { day == nil || $0.day == day }.flatMap { known in
      known.all.map { Row(snapshot: $0, isSuperseded: $0.number != known.standing.number) }
    }
  }
}
