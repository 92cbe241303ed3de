import RankingModel

/// The snapshots of one chart, to choose from.
struct ForgetCandidates {
  let days: [DaySnapshots]
  let tags: [Tag]
  /// The runs that were backfills.
  let backfills: Set<String>
  /// The records whose raw objects are forgotten already.
  let withoutRaw: Set<String>

  private func tag(of snapshot: SnapshotSummary) -> Tag? {
    tags.first { $0.day == snapshot.day && $0.recordedAt == snapshot.recordedAt }
  }

  func named(_ request: ForgetRequest) throws(Failure) -> [ForgetItem] {
    var items: [ForgetItem] = []
    for snapshot in days.flatMap(\.all) {
      let version = snapshot.version?.description ?? ""
      let isNamed = request.versions.contains(where: version.hasPrefix)
      let isAhead = request.recordedAfter.map { snapshot.recordedAt > $0 } ?? false
      guard isNamed || isAhead else { continue }
      if let tag = tag(of: snapshot) {
        throw Failure(
          .usage, "the snapshot of \(snapshot.chart) on \(snapshot.day) has the tag \(tag.name)",
          hint: "marquee tag remove \(tag.name)")
      }
      items.append(
        ForgetItem(
          snapshot: snapshot, onlyRaw: request.raw, reason: isNamed ? "named" : "recorded ahead of the clock")
      )
    }
    return items
  }

  func superseded(_ retention: Retention) -> [ForgetItem] {
    days.flatMap { day in
      // The latest may wait for a decision.
      let free = day.all.filter { $0 != day.standing && $0 != day.latest && tag(of: $0) == nil }
      let kept = retention.kept(
        of: free.map {
          Retention.Candidate(time: $0.recordedAt.description, isBackfill: backfills.contains($0.run))
        })
      return free.indices.filter { !kept.contains($0) }.map {
        ForgetItem(snapshot: free[$0], onlyRaw: false, reason: "superseded")
      }
    }
  }

  func raw(_ retention: Retention, runs: [RunReport]) -> [ForgetItem] {
    // What a run fetched that changed nothing goes with its day.
    let repeats = Dictionary(grouping: runs.filter { !$0.raw.isEmpty }, by: \.day)
    let kept = retention.kept(
      of: days.map { day in
        // A day counts as backfilled where it was never run on its own.
        Retention.Candidate(
          time: day.day.description, isBackfill: day.all.allSatisfy { backfills.contains($0.run) })
      })
    return days.indices.filter { !kept.contains($0) }.flatMap { index in
      let snapshots = days[index].all.filter { tag(of: $0) == nil }
      let runs = repeats[days[index].day, default: []].map { SnapshotSummary(inPlaceOf: $0) }
      return (snapshots + runs.reversed()).filter { !withoutRaw.contains($0.record) }.map {
        ForgetItem(snapshot: $0, onlyRaw: true, reason: "past what is kept")
      }
    }
  }
}

extension SnapshotSummary {
  /// What is said of a run that made no snapshot, as if it had made one without a version.
  fileprivate init(inPlaceOf report: RunReport) {
    self.init(
      number: 0, chart: report.chart, day: report.day, capturedAt: report.startedAt,
      recordedAt: report.finishedAt ?? report.startedAt,
      state: report.outcome ?? .failed, version: nil, entries: 0, run: report.id, reason: report.reason,
      record: SnapshotRecords.record(of: report).path)
  }
}
