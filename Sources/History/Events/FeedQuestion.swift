public import LakeStore
public import RankingModel

/// In which order did the events of a chart become known, and which were withdrawn?
public struct FeedQuestion: Question {
  /// Which events to tell. Their state of knowledge ends the feed.
  public var events: EventsQuestion
  /// The id of the row after which the feed continues; `nil` for its beginning.
  public var after: String?

  /// The feed of the events that `events` asks for.
  public init(_ events: EventsQuestion, after: String? = nil) { (self.events, self.after) = (events, after) }

  /// Replays which snapshots stood for the days, from the first record to the last.
  ///
  /// - Throws: a `noData` failure where there is no such chart, item or row.
  public func answer(from reader: LakeReader) throws(Failure) -> FeedAnswer {
    let days = try ChartDays(of: events.chart, cutoff: events.cutoff, from: reader)
    let merged = MergedItems(days, from: reader)
    let isWanted = try events.filter(days, merged)
    let snapshots = days.known.flatMap(\.all)
    let places = Dictionary(uniqueKeysWithValues: snapshots.enumerated().map { ($1.number, $0) })
    let rankings = try ChartRankings(snapshots, merged)
    let records =
      events.kinds.contains(.record) ? RecordEvents(events.chart, rankings, days.epochs) : nil
    var feed = EventFeed(ChartTimeline(DayEvents(events.chart, rankings), records))
    for change in try changes(days, reader) {
      let standing = change.standing.mapValues { $0.flatMap { places[$0.number] } }
      feed.add(standing, at: change.instant)
    }
    var rows = feed.rows[...]
    if let after {
      guard let last = rows.firstIndex(where: { $0.id == after }) else { throw unknown(after, feed.rows) }
      rows = rows[(last + 1)...]
    }
    let wanted = rows.filter { isWanted($0.event) }
    let told = Array(wanted.prefix(events.limit ?? .max))
    return FeedAnswer(chart: events.chart, after: after, rows: told, more: wanted.count - told.count)
  }

  /// The changes of the chart: each instant at which something was recorded or decided, in order, with the published snapshots
  /// that then stood for the days concerned.
  private func changes(
    _ days: ChartDays, _ reader: LakeReader
  ) throws(Failure) -> [(instant: Instant, standing: [Day: SnapshotSummary?])] {
    let decided = try reader.instantsOfVerdicts(on: events.chart)
    var changed: [Instant: Set<Day>] = [:]
    for day in days.known {
      for instant in day.all.map(\.recordedAt) + (decided[day.day] ?? [])
      where instant <= events.cutoff.asOf ?? instant { changed[instant, default: []].insert(day.day) }
    }
    let known = Dictionary(uniqueKeysWithValues: days.known.map { ($0.day, $0) })
    var changes: [(instant: Instant, standing: [Day: SnapshotSummary?])] = []
    for (instant, changedDays) in changed.sorted(by: { $0.key < $1.key }) {
      var standing: [Day: SnapshotSummary?] = [:]
      for day in changedDays {
        // Later decisions must not count yet. Without any decisions, the snapshots known today tell what was known then.
        var then = known[day]?.published(by: instant)
        if decided[day] != nil {
          let cutoff = Cutoff(asOf: instant, capturedBy: events.cutoff.capturedBy)
          then = try reader.days(of: events.chart, on: day, cutoff: cutoff).first?.published
        }
        standing.updateValue(then, forKey: day)
      }
      changes.append((instant, standing))
    }
    return changes
  }

  private func unknown(_ row: String, _ rows: [FeedRow]) -> Failure {
    let isEvent = rows.contains { $0.eventID == row }
    return Failure(
      .noData, "the feed of \(events.chart) has no row \(row)\(events.cutoff.words)",
      remedy: .words(
        isEvent
          ? "this is the id of an event, and rows of a feed have ids of their own: give the id of the last row that was read"
          : "follow it from its beginning: snapshots were forgotten or items joined since, or it is the feed of another chart"
      ))
  }
}

extension DaySnapshots {
  /// The published snapshot that stood for the day as of `instant`, where nothing was decided about the day.
  fileprivate func published(by instant: Instant) -> SnapshotSummary? {
    let standing = all.filter { $0.recordedAt <= instant }.reduce(nil as SnapshotSummary?) { best, next in
      best.map { next.stands(over: $0) ? next : $0 } ?? next
    }
    return standing.flatMap { $0.state.isPublished ? $0 : nil }
  }
}

/// The events of a chart in the order in which they became known.
public struct FeedAnswer: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The id of the row after which it continues.
  public var after: String?
  /// The rows as they became known. At one instant withdrawn events come first; both are sorted by day, kind, rank and id.
  public var rows: [FeedRow]
  /// How many more rows the limit left out.
  public var more: Int
}
