import JSON
public import LakeStore
public import RankingModel

/// What was the chart on a day, how had it moved, and what had its items done so far?
public struct ChartQuestion: Sendable {
  /// The chart.
  public var chart: ChartName
  /// The day asked about; `nil` for the last published one.
  public var day: Day?
  /// Whether the last published day before `day` may answer in its place.
  public var orBefore: Bool
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff
  /// The published day to compare with; `nil` for the published day before.
  public var compared: Day?
  /// The condition that rows must meet; `nil` for all rows.
  public var condition: Condition?
  /// The columns to sort the rows by; by rank where there are none.
  public var order: [ChartOrder] = []
  /// The most rows to answer with, from the first one on; `nil` for all.
  public var limit: Int?
  /// Whether the answer has the ranks of the last days too.
  public var hasTrend = false
  /// Whether what the items did so far is counted over days on which the list was made in different ways.
  public var acrossEpochs = false

  /// The question about `chart` on `day`.
  public init(chart: ChartName, day: Day? = nil, orBefore: Bool = false, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.day, self.orBefore, self.cutoff) = (chart, day, orBefore, cutoff)
  }

  /// Answers from the stored version of the day, which is checked against its name.
  ///
  /// - Throws: a `noData` failure where the day is not published, `damaged` where its version is not sound, `usage` where the
  ///   condition or the order names an unknown column, or `compared` is not before the day.
  public func answer(from reader: LakeReader) async throws(Failure) -> ChartAnswer {
    let days = try ChartDays(of: chart, cutoff: cutoff, from: reader)
    let snapshot = try days.answer(for: day, orBefore: orBefore)
    let previous = try previous(of: snapshot, days)
    let merged = MergedItems(days, from: reader)
    let entries = try await merged.entries(of: snapshot)
    // Where an id stands twice on a day, its second row is compared with its second row on the day before.
    var ranks = try await merged.entries(of: previous).ranks
    let range = try days.statisticsRange(
      to: snapshot.day, inEpochOf: snapshot.day, acrossEpochs: acrossEpochs)
    let pasts = try days.pasts(in: range, to: snapshot.day, merged)
    let enriched = try enrichedAt(entries, snapshot, merged, reader)
    var seen: Set<ItemID> = []
    var answer = ChartAnswer(
      chart: chart, cadence: days.cadence, requested: day, day: snapshot.day, state: snapshot.state,
      capturedAt: snapshot.capturedAt, recordedAt: snapshot.recordedAt, version: snapshot.version,
      evidence: try days.known(snapshot.day).flatMap { day throws(Failure) in
        try Evidence(of: day, try reader.captures(of: chart, on: day.day), from: reader)
      }, previousDay: previous?.day,
      measures: days.measures,
      entries: entries.map { entry in
        let isFirst = seen.insert(entry.id).inserted
        return ChartEntry(
          entry, previousRank: ranks[entry.id]?.popLast(), past: pasts[entry.id], isFirst: isFirst,
          previousDay: previous?.day, enrichedAt: enriched[entry.id])
      })
    answer.noun = days.noun
    (answer.coverage, answer.epoch) = (range.coverage, range.epoch)
    if hasTrend { answer.trend = try ChartTrend(days, to: snapshot.day, merged) }
    try answer.arrange(by: order, where: condition)
    answer.matching = answer.entries.count
    if let limit { answer.entries = Array(answer.entries.prefix(limit)) }
    return answer
  }

  /// The snapshot that `snapshot` is compared with.
  private func previous(
    of snapshot: SnapshotSummary, _ days: ChartDays
  ) throws(Failure) -> SnapshotSummary? {
    guard let compared else { return days.lastPublished(before: snapshot.day) }
    guard compared < snapshot.day else {
      throw Failure(
        .usage, "\(chart) on \(snapshot.day) is compared with an earlier day, and \(compared) is not earlier",
        remedy: .words("ask about the later day, and compare it with the earlier one"))
    }
    return try days.answer(for: compared, orElse: .words("compare with a published day"))
  }

  /// The instants of the answers by which the items of a snapshot were enriched. The record of the snapshot is read only where
  /// its entries have the field `enrichment`.
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
  /// How often it has a list.
  public var cadence: Cadence
  /// The day asked about; `nil` where the last published one was.
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
  /// Whether archives agree about the day; `nil` where none of its lists came from an archive.
  public var evidence: Evidence?
  /// The published day that the chart is compared with; `nil` where there is none.
  public var previousDay: Day?
  /// The measures of the chart, in their order.
  public var measures: [String]
  /// The names of all columns that rows can have: the usual ones, those about the past, and other fields of entries. Where
  /// entries have a field `year`, `decade` is among them.
  public let columnNames: [String]
  /// Whether rows say when their items were enriched.
  public let isEnriched: Bool
  /// How many rows the chart has on the day.
  public let total: Int
  /// How many rows meet the condition that was asked for.
  public internal(set) var matching: Int
  /// How many of the matching rows are left out.
  public var more: Int { matching - entries.count }
  /// The rows, in the order that was asked for, by default by rank.
  public internal(set) var entries: [ChartEntry]
  /// What the items are called.
  public internal(set) var noun = ItemNoun.item
  /// How much is known of the days up to `day`. An item may have stood on the chart in each missing period.
  public internal(set) var coverage = Coverage(days: nil, observed: 0, due: 0)
  /// The epoch over which days and peaks are counted; `nil` for the one with which the chart begins, and where epochs are crossed.
  public internal(set) var epoch: Epoch?
  /// The ranks of the items on the last published days; `nil` where they were not asked for.
  public internal(set) var trend: ChartTrend?

  init(
    chart: ChartName, cadence: Cadence, requested: Day?, day: Day, state: DayState, capturedAt: Instant,
    recordedAt: Instant, version: ObjectID?, evidence: Evidence?, previousDay: Day?, measures: [String],
    entries: [ChartEntry]
  ) {
    (self.chart, self.cadence, self.requested, self.day) = (chart, cadence, requested, day)
    (self.state, self.capturedAt, self.recordedAt) = (state, capturedAt, recordedAt)
    (self.version, self.evidence, self.previousDay) = (version, evidence, previousDay)
    (self.measures, self.entries, self.total) = (measures, entries, entries.count)
    matching = total
    isEnriched = entries.contains { $0.enrichedAt != nil }
    let names =
      ChartAnswer.usualNames(measures) + ChartColumns.past + (isEnriched ? [ChartColumns.enrichedAt] : [])
      + [ChartColumns.trend]
    var fields = Set(entries.flatMap { $0.entry.fields.map(\.key) })
    if fields.contains("year") { fields.insert(Entry.decade) }
    columnNames = names + fields.subtracting(names).sorted()
  }
}

/// One row of a chart with its movement.
public struct ChartEntry: Sendable, Hashable {
  /// How a row compares with the previous day. That is the published day before, or the day that was asked for.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// Not on the chart up to and including the previous day; or a second row of an id that had one row on that day.
    case new
    /// Not on the chart on the previous day, but earlier.
    case `return`
    /// On a better rank than on the previous day.
    case up
    /// On a worse rank than on the previous day.
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
  /// Its rank on the previous day; `nil` where it was not on the chart.
  public var previousRank: Int?
  /// How many ranks it rose, negative where it fell; `nil` where it has no previous rank.
  public var change: Int?
  /// How the row compares with the previous day.
  public var status: Status
  /// What the item did up to the day; `nil` where the catalogue does not have its row.
  public var past: ItemPast?
  /// When the source answered by which the item was enriched: fields from the answer were true then. `nil` without an answer.
  public var enrichedAt: Instant?

  /// - Parameter isFirst: whether this is the first row of its item.
  init(
    _ entry: Entry, previousRank: Int?, past: ItemPast?, isFirst: Bool, previousDay: Day?,
    enrichedAt: Instant?
  ) {
    (self.entry, self.past, self.enrichedAt) = (entry, past, enrichedAt)
    self.previousRank = previousRank
    self.change = previousRank.map { $0 - entry.rank }
    let hasStoodBefore = if let past, let previousDay, isFirst { past.debut <= previousDay } else { false }
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
  /// The ranks of each id in reverse order: the rank of its first row is the last.
  fileprivate var ranks: [ItemID: [Int]] {
    Dictionary(grouping: reversed(), by: \.id).mapValues { $0.map(\.rank) }
  }
}
