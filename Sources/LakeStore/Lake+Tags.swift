public import RankingModel

extension Lake {
  /// Gives the snapshot `summary` a name, which keeps it from being forgotten.
  ///
  /// - Throws: a `usage` failure where another snapshot has that name.
  public func addTag(_ name: TagName, to summary: SnapshotSummary) throws(Failure) -> Tag {
    try checkClock()
    if let old = try reader.tags().first(where: { $0.name == name }) {
      guard old.chart == summary.chart, old.day == summary.day, old.recordedAt == summary.recordedAt else {
        throw Failure(
          .usage, "the tag \(name) is given already, to \(old.chart) on \(old.day)",
          hint: "choose another name, or take that one away first: marquee tag remove \(name)")
      }
      return old
    }
    let tag = Tag(
      name: name, chart: summary.chart, day: summary.day, recordedAt: summary.recordedAt,
      version: summary.version, taggedAt: clock())
    try TagRecords(lake: path, fileSystem: reader.fileSystem).store(tag)
    return tag
  }

  /// Takes a name away; the snapshot stays.
  ///
  /// - Throws: a `noData` failure where there is no such tag.
  public func removeTag(_ name: TagName) throws(Failure) -> Tag {
    guard let tag = try reader.tags().first(where: { $0.name == name }) else {
      throw Failure(.noData, "there is no tag \(name)", hint: "marquee tag list lists the tags")
    }
    try TagRecords(lake: path, fileSystem: reader.fileSystem).remove(tag)
    return tag
  }
}
