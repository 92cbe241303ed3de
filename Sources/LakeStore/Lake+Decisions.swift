public import RankingModel
import Storage

extension Lake {
  /// Records a decision about the snapshot `summary`: `accept`, `reject` or `withdraw`.
  ///
  /// - Parameters:
  ///   - state: the state that an accepted snapshot gives the day.
  ///   - reason: why the snapshot was rejected or withdrawn.
  public func decide(
    _ action: Decision.Action, about summary: SnapshotSummary, state: DayState? = nil, reason: String? = nil
  ) async throws(Failure) -> Decision {
    try checkClock()
    let key = try reader.key(of: summary)
    let decision = Decision(
      action, key.path, chart: summary.chart, day: summary.day, state: state, reason: reason)
    return try await decide([decision], after: summary.recordedAt)[0]
  }

  /// Records that no list of the days in `ranges` of `chart` exists any longer (`close`), or takes that back (`open`).
  ///
  /// - Parameter reason: why; optional for `open`.
  /// - Returns: a decision for each range.
  public func decide(
    _ action: Decision.Action, about ranges: [DayRange], of chart: ChartName, reason: String?
  ) async throws(Failure) -> [Decision] {
    try checkClock()
    return try await decide(
      ranges.map { Decision(action, $0.text, chart: chart, day: $0.from, reason: reason) })
  }

  /// Gives the snapshot `summary` a name. A snapshot with a name is not forgotten.
  ///
  /// - Throws: a `usage` failure where another snapshot has that name.
  public func addTag(_ name: TagName, to summary: SnapshotSummary) async throws(Failure) -> Tag {
    try checkClock()
    if let old = try reader.tags().first(where: { $0.name == name }) {
      guard old.chart == summary.chart, old.day == summary.day, old.recordedAt == summary.recordedAt else {
        throw Failure(
          .usage, "the tag \(name) already names \(old.chart) on \(old.day)",
          remedy: .either(.words("choose another name"), or: .removeTag(name)))
      }
      return old
    }
    let key = try reader.key(of: summary)
    let decided = try await decide([
      Decision(.tag, key.path, chart: summary.chart, day: summary.day, tag: name)
    ])
    return Tag(
      name: name, chart: summary.chart, day: summary.day, recordedAt: summary.recordedAt,
      version: summary.version, taggedAt: decided[0].decidedAt)
  }

  /// Removes a name; the snapshot stays.
  ///
  /// - Throws: a `noData` failure where there is no such tag.
  public func removeTag(_ name: TagName) async throws(Failure) -> Tag {
    try checkClock()
    guard let tag = try reader.tags().first(where: { $0.name == name }),
      let decision = try reader.decisions().tags.first(where: { $0.tag == name })
    else { throw Failure(.noData, "there is no tag \(name)", remedy: .showTags) }
    _ = try await decide([
      Decision(.untag, decision.subject, chart: decision.chart, day: decision.day, tag: name)
    ])
    return tag
  }
}
