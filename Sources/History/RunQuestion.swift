public import LakeStore
public import RankingModel

/// Which runs have ended?
public struct RunListQuestion: Sendable {
  /// Runs of this chart; `nil` for all charts.
  public var chart: ChartName?
  /// Runs for this day; `nil` for all days.
  public var day: Day?
  /// At most so many; `nil` for all.
  public var limit: Int?

  /// The question about the runs of `chart` for `day`.
  public init(chart: ChartName? = nil, day: Day? = nil, limit: Int? = nil) {
    self.chart = chart
    self.day = day
    self.limit = limit
  }

  /// The reports, newest first.
  public func answer(from reader: LakeReader) throws(Failure) -> [RunReport] {
    let reports = try reader.runs(of: chart, on: day)
    return limit.map { Array(reports.prefix($0)) } ?? reports
  }
}

/// What did one run do?
public struct RunQuestion: Sendable {
  /// The run's name, or the start of it.
  public var run: String

  /// The question about the run named `run`.
  public init(run: String) {
    self.run = run
  }

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
      hint: "marquee run list lists them")
  }
}
