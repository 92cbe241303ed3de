import LakeStore
import RankingModel

/// What the lake knows about each day of a chart. It is updated while days are added.
struct KnownDays: Sendable {
  /// The standing snapshot of each day.
  private(set) var standing: [Day: SnapshotSummary] = [:]
  /// The snapshot of each day that was recorded last.
  private(set) var latest: [Day: SnapshotSummary] = [:]
  /// The published days, sorted.
  private var published: [Day] = []
  /// The snapshots whose lists came from archives, by day.
  private var captured: [Day: [(snapshot: SnapshotSummary, capture: SnapshotCapture)]] = [:]
  /// The captures that snapshots name as the sources of their lists.
  var references: Set<CaptureReference> { Set(captured.values.joined().compactMap(\.capture.reference)) }
  /// The ids of the day that was looked at last. Days mostly come in order, so the next day needs them.
  private var lastIDs: (version: ObjectID, ids: Set<ItemID>)?

  init(chart: ChartName, reader: LakeReader) throws(Failure) {
    let captures = try reader.captures(of: chart)
    for snapshot in try reader.snapshots(of: chart) { add(snapshot, captures[snapshot.number]) }
  }

  mutating func add(_ snapshot: SnapshotSummary, _ capture: SnapshotCapture?) {
    let day = snapshot.day
    if let capture, capture.reference != nil { captured[day, default: []].append((snapshot, capture)) }
    latest[day] = snapshot
    let before = standing[day]
    if let before, !snapshot.stands(over: before) { return }
    if snapshot.state.isPublished, before?.state.isPublished != true {
      published.insert(day, at: place(of: day))
    }
    standing[day] = snapshot
  }

  private func place(of day: Day) -> Int {
    if let last = published.last, last < day { return published.count }
    return published.firstIndex { $0 >= day } ?? published.count
  }

  /// Adds the snapshot that a verdict is about to make.
  mutating func add(_ verdict: Verdict) {
    let report = verdict.report
    if verdict.state.isPublished, let version = verdict.version { remember(verdict.entries, of: version) }
    // The lake records the snapshot at a later instant than any other of the day.
    let last = latest[report.day].map { Instant(microseconds: $0.recordedAt.microseconds + 1) }
    add(
      SnapshotSummary(
        number: 0, chart: report.chart, day: report.day, capturedAt: verdict.capturedAt,
        recordedAt: max(report.startedAt, last ?? report.startedAt), state: verdict.state,
        version: verdict.version, entries: verdict.entries.count, run: report.id, reason: report.reason),
      verdict.capture.map {
        SnapshotCapture(
          reference: $0, ranking: verdict.version == nil ? nil : ObjectID.ranking(of: verdict.entries))
      })
  }

  /// The last instant at which a list of `day` was captured.
  func lastCaptured(on day: Day) -> Instant? {
    [standing[day], latest[day]].compactMap { $0?.capturedAt }.max()
  }

  /// The stored lists of `day` from archives, as evidence. Lists that a person refused do not count. Lists of a run that is under
  /// way are not stored yet.
  ///
  /// - Parameter isSound: whether a list that waits for a decision counts as evidence.
  func witnesses(
    of day: Day, where isSound: (SnapshotSummary) throws(Failure) -> Bool
  ) throws(Failure) -> [Witness] {
    var witnesses: [Witness] = []
    for (snapshot, capture) in captured[day] ?? [] where snapshot.number != 0 && !snapshot.isRefused {
      guard let reference = capture.reference, let ranking = capture.ranking else { continue }
      if !snapshot.state.isPublished, try !isSound(snapshot) { continue }
      witnesses.append(
        Witness(
          archive: reference.archive, capturedAt: snapshot.capturedAt, ranking: ranking,
          version: snapshot.version))
    }
    return witnesses
  }

  /// What the day keeps if `verdict` adds no snapshot to it; `nil` if it adds one. The rules:
  /// - The same content is no new snapshot. A decision about it holds, with the reason that was given.
  /// - Each capture of an archive has a snapshot of its own, whatever else the day has.
  /// - A run that brought no list changes nothing on a day that is published, waits for a decision, or is rejected.
  func outcomeKept(despite verdict: Verdict) -> (outcome: DayState, reason: String?, isUnchanged: Bool)? {
    guard let current = standing[verdict.report.day], let newest = latest[verdict.report.day] else {
      return nil
    }
    if let capture = verdict.capture {
      let own = (captured[verdict.report.day] ?? []).filter { $0.capture.reference == capture }.map(
        \.snapshot)
      // A list that this capture had earlier, and that no longer stands, is recorded again: a correction can be undone.
      let standing = own.max { $1.stands(over: $0) }
      let refused = own.last { $0.isRefused && $0.version == verdict.version }
      let same = [standing, own.last, refused].compactMap(\.self).first { known in
        known.version == verdict.version
          && (known.state == verdict.state || verdict.state == .quarantined || known.isRefused)
      }
      if let same { return kept(same, verdict) }
      return newest.isRefused && newest.version == verdict.version ? kept(newest, verdict) : nil
    }
    if let version = verdict.version {
      if current.version == version, current.state == verdict.state || verdict.state == .quarantined {
        return kept(current, verdict)
      }
      // A list that does not stand for the day is not recorded again by every run.
      if newest.version == version, newest.state == verdict.state, newest.capturedAt >= verdict.capturedAt {
        return kept(newest, verdict)
      }
      // A list that was rejected or withdrawn is not proposed again.
      return newest.version == version && newest.isRefused ? kept(newest, verdict) : nil
    }
    if current.state.isPublished || newest.state == .quarantined || newest.isRefused {
      return (verdict.state, verdict.report.reason, false)
    }
    let isSame = newest.state == verdict.state && newest.reason == verdict.report.reason
    return isSame ? (verdict.state, newest.reason, true) : nil
  }

  /// The outcome if `snapshot` holds in place of a verdict on the same content.
  private func kept(
    _ snapshot: SnapshotSummary, _ verdict: Verdict
  ) -> (outcome: DayState, reason: String?, isUnchanged: Bool) {
    (snapshot.state, snapshot.state == verdict.state ? verdict.report.reason : snapshot.reason, true)
  }

  /// The published days directly before `day` that all have `version`: the first of them and their number; `nil` if there are
  /// none.
  func repeated(_ version: ObjectID, before day: Day) -> (since: Day, days: Int)? {
    let days = published[..<place(of: day)].reversed().prefix { standing[$0]?.version == version }
    return days.last.map { ($0, days.count) }
  }

  /// Remembers the ids of `entries`, the entries of `version`, for the day that comes next.
  mutating func remember(_ entries: [Entry], of version: ObjectID) {
    lastIDs = (version, Set(entries.map(\.id)))
  }

  /// The published day before `day`, with its ids; `nil` if there is none.
  mutating func previous(before day: Day, reader: LakeReader) async throws(Failure) -> PreviousDay? {
    let index = place(of: day) - 1
    guard index >= 0, let version = standing[published[index]]?.version else { return nil }
    if lastIDs?.version != version { remember(try await reader.entries(of: version), of: version) }
    return lastIDs.map { PreviousDay(day: published[index], ids: $0.ids) }
  }
}
