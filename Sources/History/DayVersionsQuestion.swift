public import LakeStore
public import RankingModel

/// What was ever recorded for a day, and what did each record change?
public struct DayVersionsQuestion: Question {
  /// The chart.
  public var chart: ChartName
  /// The day.
  public var day: Day
  /// The state of knowledge to answer from.
  public var cutoff: Cutoff

  /// The question about `chart` on `day`.
  public init(chart: ChartName, day: Day, cutoff: Cutoff = Cutoff()) {
    (self.chart, self.day, self.cutoff) = (chart, day, cutoff)
  }

  /// A snapshot, or a decision about one.
  private struct Event {
    var at: Instant
    var row: VersionList.Row
    var decision: Decision?
  }

  /// All snapshots of the day that are not forgotten, and the decisions about them, in the order in which they were recorded.
  ///
  /// - Throws: a `noData` failure where there is no snapshot, `damaged` where a version is not sound.
  public func answer(from reader: LakeReader) async throws(Failure) -> DayVersions {
    let merged = MergedItems(try ChartDays(of: chart, cutoff: cutoff, from: reader), from: reader)
    var answer = DayVersions(chart: chart, day: day, rows: [])
    var stood: SnapshotSummary?
    /// The index of the last row about the snapshot that stands for the day.
    var standing: Int?
    for event in try events(reader) {
      let by = Cutoff(asOf: event.at, capturedBy: cutoff.capturedBy)
      guard let then = try reader.days(of: chart, on: day, cutoff: by).first,
        let subject = then.all.first(where: { $0.number == event.row.snapshot.number })
      else { continue }
      if !event.row.isSuperseded, !event.row.snapshot.isRefused { standing = answer.rows.count }
      let compared = event.decision == nil ? subject : then.published
      answer.rows.append(
        DayVersions.Row(
          event: event.decision.flatMap { DayVersions.Event(rawValue: $0.action.rawValue) } ?? .snapshot,
          recordedAt: event.at, capturedAt: subject.capturedAt, state: subject.state,
          version: subject.version, entries: subject.entries, run: subject.run,
          reason: event.decision?.reason ?? subject.reason, previousVersion: stood?.version,
          changes: try await changes(from: stood, to: compared, merged)))
      stood = then.published
    }
    if let standing { answer.rows[standing].stands = true }
    return answer
  }

  private func events(_ reader: LakeReader) throws(Failure) -> [Event] {
    var events: [Event] = []
    for row in try VersionList(chart: chart, day: day, cutoff: cutoff).answer(from: reader) {
      events.append(Event(at: row.recordedAt, row: row))
      for decision in try reader.decisions(about: row.snapshot, by: cutoff.asOf)
      where DayVersions.Event(rawValue: decision.action.rawValue) != nil {
        events.append(Event(at: decision.decidedAt, row: row, decision: decision))
      }
    }
    return events.sorted { $0.at < $1.at }
  }

  private func changes(
    from stood: SnapshotSummary?, to other: SnapshotSummary?, _ merged: MergedItems
  ) async throws(Failure) -> EntryChanges? {
    guard let stood, stood.version != nil, let other, other.version != nil, stood.number != other.number
    else {
      return nil
    }
    return EntryChanges(
      from: try await merged.entries(of: stood), to: try await merged.entries(of: other))
  }
}

/// All that was recorded for a day.
public struct DayVersions: Sendable, Hashable {
  /// What a row is about.
  public enum Event: String, Sendable, Hashable { case snapshot, accept, reject, withdraw }

  /// A snapshot, or a decision about one.
  public struct Row: Sendable, Hashable {
    /// What was recorded.
    public var event: Event
    /// When it was recorded or decided.
    public var recordedAt: Instant
    /// When the source had the list of the snapshot.
    public var capturedAt: Instant
    /// The state that the snapshot gave the day from then on.
    public var state: DayState
    /// The document of the snapshot's entries.
    public var version: ObjectID?
    /// How many entries that document has.
    public var entries: Int
    /// The run that made the snapshot.
    public var run: String
    /// Why the snapshot has its state, or why the decision was made.
    public var reason: String?
    /// Whether the snapshot stands for the day now, by this record: of the records of that snapshot, the last one stands. A
    /// snapshot that is rejected or withdrawn does not stand, even where the day has no other.
    public var stands = false
    /// The version that was published for the day before this was recorded.
    public var previousVersion: ObjectID?
    /// The changes since that version. They lead to the snapshot's version; for a decision, to the version that was published
    /// after it. `nil` where nothing was published before, where there is no later version, or where a decision did not change
    /// the published list.
    public var changes: EntryChanges?
  }

  /// The chart.
  public var chart: ChartName
  /// The day.
  public var day: Day
  /// What was recorded, in order.
  public var rows: [Row]
}
