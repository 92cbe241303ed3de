import RankingModel
import Storage

/// The snapshots and runs of one chart, of which some are to be forgotten.
struct ForgetCandidates {
  let reader: LakeReader
  let days: [DaySnapshots]
  let decisions: Decisions
  /// The tags, by the paths of the records that have them.
  let tags: [String: TagName]
  /// The names of the runs that were backfills.
  let backfills: Set<String>

  private func item(
    _ snapshot: SnapshotSummary, onlyRaw: Bool, _ reason: String
  ) throws(Failure) -> ForgetItem {
    ForgetItem(
      key: try reader.key(of: snapshot), chart: snapshot.chart, day: snapshot.day,
      recordedAt: snapshot.recordedAt, state: snapshot.state, version: snapshot.version, onlyRaw: onlyRaw,
      reason: reason)
  }

  private func tag(of item: ForgetItem) -> TagName? { tags[item.key.path] }

  func named(_ request: ForgetRequest) throws(Failure) -> [ForgetItem] {
    var items: [ForgetItem] = []
    for snapshot in days.flatMap(\.all) {
      let version = snapshot.version?.description ?? ""
      let isNamed = request.versions.contains(where: version.hasPrefix)
      let isAhead = request.recordedAfter.map { snapshot.recordedAt > $0 } ?? false
      guard isNamed || isAhead else { continue }
      let item = try item(snapshot, onlyRaw: request.raw, isNamed ? "named" : "recorded ahead of the clock")
      if let tag = tag(of: item) {
        throw Failure(
          .usage, "the snapshot of \(snapshot.chart) on \(snapshot.day) has the tag \(tag)",
          remedy: .removeTag(tag))
      }
      items.append(item)
    }
    return items
  }

  func superseded(_ retention: Retention) throws(Failure) -> [ForgetItem] {
    var items: [ForgetItem] = []
    for day in days {
      // The latest snapshot may wait for a decision.
      var free: [ForgetItem] = []
      var candidates: [Retention.Candidate] = []
      for snapshot in day.all where snapshot != day.standing && snapshot != day.latest {
        let item = try item(snapshot, onlyRaw: false, "superseded")
        guard tag(of: item) == nil else { continue }
        free.append(item)
        candidates.append(
          Retention.Candidate(
            time: snapshot.recordedAt.description, isBackfill: backfills.contains(snapshot.run)))
      }
      let kept = retention.kept(of: candidates)
      items += free.indices.filter { !kept.contains($0) }.map { free[$0] }
    }
    return items
  }

  func raw(_ retention: Retention, runs: [RunReport]) throws(Failure) -> [ForgetItem] {
    // Raw objects of runs that changed nothing are forgotten together with their day.
    let repeats = Dictionary(grouping: runs.filter { !$0.raw.isEmpty }, by: \.day)
    let kept = retention.kept(
      of: days.map { day in
        // A day counts as backfilled where all its snapshots were made by backfills.
        Retention.Candidate(
          time: day.day.description, isBackfill: day.all.allSatisfy { backfills.contains($0.run) })
      })
    var items: [ForgetItem] = []
    for index in days.indices where !kept.contains(index) {
      for snapshot in days[index].all {
        let item = try item(snapshot, onlyRaw: true, "past what is kept")
        if tag(of: item) == nil { items.append(item) }
      }
      for report in repeats[days[index].day, default: []].reversed() {
        items.append(
          ForgetItem(
            key: try reader.key(ofRun: report.id), chart: report.chart, day: report.day,
            recordedAt: report.finishedAt ?? report.startedAt, state: report.outcome ?? .failed, version: nil,
            onlyRaw: true, reason: "past what is kept"))
      }
    }
    return items.filter { !decisions.forgetsRaw(of: $0.key) }
  }
}
