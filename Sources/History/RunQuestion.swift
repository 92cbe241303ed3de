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
  /// - Throws: a `noData` failure where no run has such a name, or more than one.
  public func answer(from reader: LakeReader) throws(Failure) -> RunReport {
    let fitting = try reader.runNames(startingWith: run)
    let isCertain = fitting.count == 1 && !run.isEmpty
    if let report = try reader.run(isCertain ? fitting[0] : run) { return report }
    throw Failure(
      .noData,
      fitting.isEmpty
        ? "no finished run is named \(run)" : "\(fitting.count) runs have names that start with \(run)",
      remedy: .showRuns, facts: [JSONMember("runs", .array(fitting.map { .string($0) }))])
  }
}
