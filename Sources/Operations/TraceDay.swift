public import History
import Jobs
import LakeStore
import Pipeline
import RankingModel

extension Workplace {
  /// The inputs that led to a day, or to the row of an item on it.
  ///
  /// - Parameter asksSource: whether to ask the source, through the current job file, if it still has the list.
  /// - Throws: what the question throws. If the source is asked, also a `usage` failure if no job file makes the chart, and a
  ///   `source` failure if the source could not be asked.
  public func trace(_ question: TraceQuestion, asksSource: Bool = false) async throws -> Trace {
    let reader = try await reader()
    var trace = try await question.answer(from: reader)
    if let entry = trace.entry { trace.row = try await row(of: entry, trace, from: reader) }
    if asksSource { trace.source = try await source(of: trace) }
    return trace
  }

  /// The part of the stored list from which the stored job file makes `entry`.
  private func row(
    of entry: Entry, _ trace: Trace, from reader: LakeReader
  ) async throws(Failure) -> Trace.SourceRow? {
    guard let list = trace.list, let job = trace.snapshot.job,
      let text = try await unlessDamaged(awaiting: try await reader.bytes(of: job)),
      let definition = JobFile.parse(bytes: text, path: jobs.file(named: "\(trace.summary.chart)"))
        .definition,
      let bytes = try await unlessDamaged(awaiting: try await reader.bytes(of: list.object)),
      let range = Transformer(definition).range(of: entry, in: bytes, from: list.url)
    else { return nil }
    return Trace.SourceRow(range: range, text: String(decoding: bytes[range], as: UTF8.self))
  }

  private func source(of trace: Trace) async throws -> Trace.Source {
    let chart = trace.summary.chart
    guard let definition = try definition(filling: chart) else {
      throw Failure(
        .usage, "no job makes the chart \(chart)", remedy: .either(.showJobs, or: .otherJobFolder))
    }
    let now = try await dependencies.objectsNow(of: trace.snapshot, by: definition)
    return now.isEmpty ? .gone : trace.list.map { now.contains($0.object) } == true ? .same : .different
  }
}
