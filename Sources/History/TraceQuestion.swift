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
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `item` on `chart` on `day`.
  public init(chart: ChartName, day: Day, item: String? = nil, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.day, self.item, self.cutoff) = (chart, day, item, cutoff)
  }

  /// The record of the snapshot that stands for the day, published or not, and the decisions about it.
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
    /// The position of these bytes in the list.
    public var range: Range<Int>
    /// The bytes as text. Bytes that are not UTF-8 are replaced.
    public var text: String

    /// The row at `range`.
    public init(range: Range<Int>, text: String) { (self.range, self.text) = (range, text) }
  }

  /// What the source has now for the list.
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
  /// The path of the record in the lake.
  public let path: String
  /// The decisions about the snapshot, in order.
  public let decisions: [Decision]
  /// The row of the item; `nil` where none was asked about.
  public var entry: Entry?
  /// The bytes of the list from which the row was made; `nil` where they cannot be found in the list.
  public var row: SourceRow?
  /// What the source has now; `nil` where it was not asked.
  public var source: Source?

  /// The list; `nil` where there was none.
  public var list: RawObject? { snapshot.list }

  /// The answer of the enrichment source about the item when the day was made; `nil` where there was none.
  public var answer: RawObject? {
    entry.flatMap { entry in snapshot.raw.last { $0.role == .answer && $0.item == entry.id } }
  }
}
