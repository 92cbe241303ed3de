import RankingModel
import Storage

/// What there is of one chart, to choose from what is forgotten.
struct ForgetCandidates {
  let reader: LakeReader
  let days: [DaySnapshots]
  let decisions: Decisions
  /// The runs that were backfills.
  let backfills: Set<String>

  private func item(
    _ snapshot: SnapshotSummary, onlyRaw: Bool, _ reason: String
  ) throws(Failure) -> ForgetItem {
    ForgetItem(
      key: try reader.key(of: snapshot), chart: snapshot.chart, day: snapshot.day,
      recordedAt: snapshot.recordedAt, state: snapshot.state, version: snapshot.version, onlyRaw: onlyRaw,
      reason: reason)
  }

  /// The tags of snapshots, by the numbers of the snapshots.
  private func tags() throws(Failure) -> [Int64: TagName] {
    let tags = try reader.tags()
    var named: [Int64: TagName] = [:]
    for snapshot in days.flatMap(\.all) {
      let tag = tags.first {
        $0.chart == snapshot.chart && $0.day == snapshot.day && $0.recordedAt == snapshot.recordedAt
      }
      if let tag { named[snapshot.number] = tag.name }
    }
    return named
  }

  func named(_ request: ForgetRequest) throws(Failure) -> [ForgetItem] {
    var items: [ForgetItem] = []
    let tags = try tags()
    for snapshot in days.flatMap(\.all) {
      let version = snapshot.version?.description ?? ""
      let isNamed = request.versions.contains(where: version.hasPrefix)
      let isAhead = request.recordedAfter.map { snapshot.recordedAt > $0 } ?? false
      guard isNamed || isAhead else { continue }
      if let tag = tags[snapshot.number] {
        throw Failure(
          .usage, "the snapshot of \(snapshot.chart) on \(snapshot.day) has the tag \(tag)",
          hint: "marquee tag remove \(tag)")
      }
      items.append(
        try item(snapshot, onlyRaw: request.raw, isNamed ? "named" : "recorded ahead of the clock"))
    }
    return items
  }

  func superseded(_ retention: Retention) throws(Failure) -> [ForgetItem] {
    var items: [ForgetItem] = []
    let tags = try tags()
    for day in days {
      // The latest may wait for a decision.
      let free = day.all.filter { $0 != day.standing && $0 != day.latest && tags[$0.number] == nil }
      let kept = retention.kept(
        of: free.map {
          Retention.Candidate(time: $0.recordedAt.description, isBackfill: backfills.contains($0.run))
        })
      for index in free.indices where !kept.contains(index) {
        items.append(try item(free[index], onlyRaw: false, "superseded"))
      }
    }
    return items
  }

  func raw(_ retention: Retention, runs: [RunReport]) throws(Failure) -> [ForgetItem] {
    // What a run fetched that changed nothing goes with its day.
    let repeats = Dictionary(grouping: runs.filter { !$0.raw.isEmpty }, by: \.day)
    let kept = retention.kept(
      of: days.map { day in
        // A day counts as backfilled where it was never run on its own.
        Retention.Candidate(
          time: day.day.description, isBackfill: day.all.allSatisfy { backfills.contains($0.run) })
      })
    let tags = try tags()
    var items: [ForgetItem] = []
    for index in days.indices where !kept.contains(index) {
      for snapshot in days[index].all where tags[snapshot.number] == nil {
        items.append(try item(snapshot, onlyRaw: true, "past what is kept"))
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
