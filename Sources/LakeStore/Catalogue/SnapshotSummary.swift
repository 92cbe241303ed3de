public import JSON
public import RankingModel

/// A snapshot as the catalogue knows it, including the decisions about it. The whole record is a file of the lake.
public struct SnapshotSummary: Sendable, Hashable {
  /// The number of the snapshot in this catalogue. A reindex changes it.
  public var number: Int64
  /// The chart.
  public var chart: ChartName
  /// The day it is about.
  public var day: Day
  /// When the source had the list.
  public var capturedAt: Instant
  /// When it was recorded.
  public var recordedAt: Instant
  /// The state that the snapshot gives the day: as it was recorded, or as somebody decided since.
  public var state: DayState
  /// The document of the day's entries.
  public var version: ObjectID?
  /// How many entries that document has.
  public var entries: Int
  /// The run that made it.
  public var run: String
  /// Why the day is in that state; `nil` where the state needs no reason.
  public var reason: String?
  /// Whether somebody rejected or withdrew it. Then its state is `failed`.
  public var isRefused: Bool
  /// Whether its list came from an archive.
  public var isFromArchive: Bool

  /// A summary of a snapshot.
  public init(
    number: Int64, chart: ChartName, day: Day, capturedAt: Instant, recordedAt: Instant, state: DayState,
    version: ObjectID?, entries: Int, run: String, reason: String?, isRefused: Bool = false,
    isFromArchive: Bool = false
  ) {
    (self.number, self.chart, self.day, self.capturedAt) = (number, chart, day, capturedAt)
    (self.recordedAt, self.state, self.version, self.entries) = (recordedAt, state, version, entries)
    (self.run, self.reason, self.isRefused, self.isFromArchive) = (run, reason, isRefused, isFromArchive)
  }
}

extension SnapshotSummary {
  /// The summary of the record of `snapshot`. Its number is 0, since it is not from a catalogue.
  init(_ snapshot: Snapshot) {
    self.init(
      number: 0, chart: snapshot.chart, day: snapshot.day, capturedAt: snapshot.capturedAt,
      recordedAt: snapshot.recordedAt, state: snapshot.state, version: snapshot.version,
      entries: snapshot.entries, run: snapshot.report.id, reason: snapshot.report.reason,
      isFromArchive: snapshot.list?.capture != nil)
  }
}

/// An item's rank, title and measures on one published snapshot.
public struct Observation: Sendable, Hashable {
  /// The number of the snapshot.
  public var snapshot: Int64
  /// The rank on that day.
  public var rank: Int
  /// The title on that day.
  public var title: String
  /// The measures of the item on that day, by name.
  public var measures: [JSONMember]
}

/// An item and a title that it has had on a chart.
public struct ItemTitle: Sendable, Hashable {
  /// The item.
  public var item: ItemID
  /// One of its titles.
  public var title: String
}
