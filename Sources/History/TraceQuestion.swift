public import LakeStore
public import RankingModel

/// What led to a chart's day, or to the row of an item on it?
public struct TraceQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// The day.
  public var day: Day
  /// An id, an address with an id in it, a title, or a part of a title; `nil` for the day as a whole.
  public var item: String?
  /// What counts.
  public var cutoff: Cutoff

  /// The question about `item` on `chart` on `day`.
  public init(chart: ChartName, day: Day, item: String? = nil, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.day, self.item, self.cutoff) = (chart, day, item, cutoff)
  }

  /// What the record of the snapshot says that stands for the day, published or not, and what was decided about it.
  ///
  /// - Throws: a `noData` failure where there is no snapshot, or the item has no row in it.
  public func answer(from reader: LakeReader) async throws(Failure) -> Trace {
    let summary = try VersionQuestion(chart: chart, day: day, cutoff: cutoff).snapshot(from: reader)
    var trace = Trace(
      summary: summary, snapshot: try reader.record(of: summary),
      path: try await reader.storedRecord(of: summary).path,
      decisions: try reader.decisions(about: summary, by: cutoff.asOf))
    if let item {
      let version = try await VersionAnswer(summary, from: reader)
      trace.entry = try version.entry(of: item, cutoff, from: reader)
    }
    return trace
  }
}

/// The way from a source to a day, and to the row of one item on it.
public struct Trace: Sendable {
  /// The bytes of a list from which a row was made.
  public struct SourceRow: Sendable, Hashable {
    /// The place of these bytes in the list.
    public var range: Range<Int>
    /// The bytes as text; what is not UTF-8 is replaced.
    public var text: String

    /// The row at `range`.
    public init(range: Range<Int>, text: String) { (self.range, self.text) = (range, text) }
  }

  /// What the source has now in the place of the list.
  public enum Source: String, Sendable, Hashable {
    /// The same bytes.
    case same
    /// Other bytes.
    case different
    /// Nothing.
    case gone
  }

  /// The snapshot, with what was decided about it.
  public let summary: SnapshotSummary
  /// What its record says.
  public let snapshot: Snapshot
  /// The place of the record.
  public let path: String
  /// What was decided about the snapshot, in order.
  public let decisions: [Decision]
  /// The row of the item; `nil` where none was asked about.
  public var entry: Entry?
  /// The bytes of the list that the row was made from; `nil` where they cannot be told from the rest.
  public var row: SourceRow?
  /// What the source has now; `nil` where it was not asked.
  public var source: Source?

  /// The list; `nil` where there was none.
  public var list: RawObject? { snapshot.list }

  /// What was asked about the item while the day was made; `nil` where nothing was.
  public var answer: RawObject? {
    entry.flatMap { entry in snapshot.raw.last { $0.role == .answer && $0.item == entry.id } }
  }
}
