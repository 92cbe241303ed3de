public import LakeStore
public import RankingModel

/// What was the chart on a day, and how had it moved?
public struct ChartQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// The day asked about; `nil` for the last published one.
  public var day: Day?
  /// Whether the last published day before `day` may answer in its place.
  public var orBefore: Bool
  /// What counts.
  public var cutoff: Cutoff
  /// Whether the answer has the ranks of the last days too.
  public var hasTrend = false

  /// The question about `chart` on `day`.
  public init(chart: ChartName, day: Day? = nil, orBefore: Bool = false, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.day, self.orBefore, self.cutoff) = (chart, day, orBefore, cutoff)
  }

  /// Answers from the stored version of the day, checked against its name.
  ///
  /// - Throws: a `noData` failure where the day is not published, `damaged` where its version is not sound.
  public func answer(from reader: LakeReader) async throws(Failure) -> ChartAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let snapshot = try days.answer(for: day, orBefore: orBefore)
    let previous = days.lastPublished(before: snapshot.day)
    let merged = MergedItems(days, from: reader)
    let entries = try await merged.entries(of: snapshot)
    // Where an id stands twice on a day, its second row is held against its second row of the day before.
    var ranks = try await merged.entries(of: previous).ranks
    let arrivals = entries.map(\.id).filter { ranks[$0] == nil }
    let earlier = Set(days.published.prefix { $0.day < snapshot.day }.map(\.number))
    let returned = try merged.items(arrivals, onAnyOf: earlier)
    let enriched = try enrichedAt(entries, snapshot, merged, reader)
    let trend = try hasTrend ? ChartTrend(days, to: snapshot.day, merged) : nil
    var seen: Set<ItemID> = []
    return ChartAnswer(
      chart: chart, requested: day, day: snapshot.day, state: snapshot.state,
      capturedAt: snapshot.capturedAt, recordedAt: snapshot.recordedAt, version: snapshot.version,
      evidence: try days.known(snapshot.day).flatMap { day throws(Failure) in
        Evidence(of: day, try reader.captures(of: chart, on: day.day))
      }, previousDay: previous?.day,
      measures: try merged.measures(),
      entries: entries.map { entry in
        let isFirst = seen.insert(entry.id).inserted
        return ChartEntry(
          entry, previousRank: ranks[entry.id]?.popLast(),
          hasStoodBefore: isFirst && returned.contains(entry.id), enrichedAt: enriched[entry.id])
      }, trend: trend)
  }

  /// When the answers came that the items of a snapshot were enriched by. Its record is read only where its entries say that they
  /// were to be enriched.
  private func enrichedAt(
    _ entries: [Entry], _ snapshot: SnapshotSummary, _ merged: MergedItems, _ reader: LakeReader
  ) throws(Failure) -> [ItemID: Instant] {
    guard entries.first?["enrichment"] != nil else { return [:] }
    return try reader.record(of: snapshot).raw.reduce(into: [:]) { instants, raw in
      if raw.role == .answer, let item = raw.item { instants[merged.item(item)] = raw.fetchedAt }
    }
  }
}

/// A chart on one day, with its movement against the published day before.
public struct ChartAnswer: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The day asked about; `nil` where the last one was.
  public var requested: Day?
  /// The day that answers.
  public var day: Day
  /// Whether it is complete (`published`) or has tolerated failures (`degraded`).
  public var state: DayState
  /// When the source had that list.
  public var capturedAt: Instant
  /// When that list was recorded.
  public var recordedAt: Instant
  /// The document of the day.
  public var version: ObjectID?
  /// Whether archives agree about the day; `nil` where no list of it was found in one.
  public var evidence: Evidence?
  /// The published day that it is compared with; `nil` for the first one.
  public var previousDay: Day?
  /// The measures of the chart, in their order.
  public var measures: [String]
  /// The rows, in rank order.
  public var entries: [ChartEntry]
  /// Where the items stood on the last published days; `nil` where that was not asked for.
  public var trend: ChartTrend?
}

/// One row of a chart with its movement.
public struct ChartEntry: Sendable, Hashable {
  /// How a row stands to the published day before.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// On the chart for the first time; or a second row of an id that had one row on the day before.
    case new
    /// Back after at least one published day without it.
    case `return`
    /// On a better rank than before.
    case up
    /// On a worse rank than before.
    case down
    /// On the same rank.
    case same
  }

  /// The row as its version has it.
  public var entry: Entry
  /// The rank on the day.
  public var rank: Int { entry.rank }
  /// The item.
  public var id: ItemID { entry.id }
  /// Its title on the day.
  public var title: String { entry.title }
  /// Its rank on the published day before; `nil` where it was not there.
  public var previousRank: Int?
  /// How many ranks it rose, negative where it fell; `nil` where it was not there.
  public var change: Int?
  /// How it stands to the day before.
  public var status: Status
  /// When the answer came that it was enriched by: its other fields were true then. `nil` where there is none.
  public var enrichedAt: Instant?

  init(_ entry: Entry, previousRank: Int?, hasStoodBefore: Bool, enrichedAt: Instant?) {
    (self.entry, self.enrichedAt) = (entry, enrichedAt)
    self.previousRank = previousRank
    self.change = previousRank.map { $0 - entry.rank }
    self.status =
      switch change {
      case nil: hasStoodBefore ? .return : .new
      case let change? where change > 0: .up
      case let change? where change < 0: .down
      default: .same
      }
  }
}

extension [Entry] {
  /// The ranks of each id, that of its first row last.
  fileprivate var ranks: [ItemID: [Int]] {
    Dictionary(grouping: reversed(), by: \.id).mapValues { $0.map(\.rank) }
  }
}
