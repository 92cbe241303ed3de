public import History
import LakeStore
public import RankingModel

extension Workplace {
  /// The answer to a question.
  @inline(never)
  public func answer<Asked: Question>(_ question: Asked) async throws -> Asked.Answer {
    // Not inlined: the optimizer of Swift 6.3 crashes in callers that merge an error of the reader with one of a question.
    try await question.answer(from: try await reader())
  }

  /// The chart on a day.
  ///
  /// - Parameter tag: a tag that names the day and the snapshot, and replaces those of `question`.
  /// - Throws: a `noData` failure if there is no such day, or if the tag is for another chart.
  @inline(never)
  public func answer(_ question: ChartQuestion, tagged tag: TagName? = nil) async throws -> ChartAnswer {
    // Not inlined because of the same crash.
    let reader = try await reader()
    guard let tag else { return try await question.answer(from: reader) }
    let snapshot = try reader.snapshot(tagged: tag)
    guard snapshot.chart == question.chart else {
      throw Failure(.noData, "the tag \(tag) is for \(snapshot.chart)", remedy: .showTags)
    }
    var question = question
    question.day = snapshot.day
    question.cutoff = Cutoff(asOf: snapshot.recordedAt, capturedBy: snapshot.capturedAt)
    return try await question.answer(from: reader)
  }

  /// The answer to an SQL statement over the views of the catalogue.
  ///
  /// - Parameter receive: called with each part of the answer in turn.
  /// - Returns: the answer, or its last part.
  @inline(never)
  public func answer(
    _ question: SQLQuestion, receive: ((SQLAnswer) throws(Failure) -> Void)? = nil
  ) async throws -> SQLAnswer {
    // Not inlined because of the same crash.
    try question.answer(from: try await reader(), receive: receive)
  }

  /// The document of a day's entries.
  ///
  /// - Parameter name: the name of a version, the beginning of it, or a tag of its snapshot; `nil` for the version that stands
  ///   for the day.
  @inline(never)
  public func answer(_ question: VersionQuestion, named name: String? = nil) async throws -> VersionAnswer {
    // Not inlined because of the same crash.
    let reader = try await reader()
    guard let name else { return try await question.answer(from: reader) }
    let tagged = try reader.tag(name, of: question.chart)?.version?.description
    return try await question.answer(named: tagged ?? name, from: reader)
  }

  /// The record of a snapshot. Its state and its reason are taken from the newest decision about it.
  ///
  /// - Parameter name: the name of a version, the beginning of it, or a tag of the snapshot; `nil` for the snapshot that stands
  ///   for the day.
  @inline(never)
  public func snapshot(_ question: VersionQuestion, named name: String? = nil) async throws -> Snapshot {
    // Not inlined because of the same crash.
    let reader = try await reader()
    let found =
      if let name {
        if let tag = try reader.tag(name, of: question.chart) {
          try reader.snapshot(tagged: tag.name)
        } else {
          try question.snapshot(named: name, from: reader)
        }
      } else {
        try question.snapshot(from: reader)
      }
    var snapshot = try reader.record(of: found)
    snapshot.state = found.state
    snapshot.report.reason = found.reason
    return snapshot
  }
}

extension LakeReader {
  /// The tag called `name`, if it names a snapshot of `chart`; otherwise `nil`.
  fileprivate func tag(_ name: String, of chart: ChartName) throws(Failure) -> Tag? {
    guard let name = TagName(name) else { return nil }
    return try tags().first { $0.name == name && $0.chart == chart }
  }
}
