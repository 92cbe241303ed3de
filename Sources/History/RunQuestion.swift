import JSON
public import LakeStore
public import RankingModel

/// What did one run do?
public struct RunQuestion: Sendable {
  /// The run's name, or the start of it.
  public var run: String

  /// The question about the run named `run`.
  public init(run: String) { self.run = run }

  /// The run's report.
  ///
  /// - Throws: a `noData` failure where no run or more than one has such a name.
  public func answer(from reader: LakeReader) throws(Failure) -> RunReport {
    if !run.isEmpty, let report = try reader.run(run) { return report }
    let fitting = try reader.runs().filter { $0.id.hasPrefix(run) }
    if let exact = fitting.first(where: { $0.id == run }) { return exact }
    throw Failure(
      .noData,
      fitting.isEmpty
        ? "no finished run is named \(run)" : "\(fitting.count) runs have names that start with \(run)",
      remedy: .showRuns, facts: [JSONMember("runs", .array(fitting.map { .string($0.id) }))])
  }
}
