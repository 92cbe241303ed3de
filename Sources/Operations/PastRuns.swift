import History
import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// Runs, first those that have not ended, then those that have; the newest first in both groups.
  ///
  /// - Parameter limit: the largest number of ended runs to return; `nil` for all.
  /// - Throws: a `noData` failure if the lake has no such chart.
  public func runs(
    of chart: ChartName? = nil, on day: Day? = nil, limit: Int? = nil
  ) async throws -> [RunReport] {
    let reader = try await reader()
    let ended = try reader.runs(of: chart, on: day, limit: limit)
    let open = try await unfinishedRuns().filter {
      (chart == nil || $0.chart == chart) && (day == nil || $0.day == day)
    }
    if let chart, open.isEmpty, ended.isEmpty { try reader.require(chart) }
    return open.sorted { $0.id > $1.id } + ended
  }

  /// One run, ended or not.
  ///
  /// - Parameter name: the full name of a run, or the beginning of the name of a run that has ended.
  /// - Throws: a `noData` failure if no run or more than one run has such a name.
  public func run(named name: String) async throws -> RunReport {
    let reader = try await reader()
    if let open = try await unfinishedRuns().first(where: { $0.id == name }) { return open }
    return try RunQuestion(run: name).answer(from: reader)
  }

  /// Runs that have not ended. They are not in the lake yet, only in the work state.
  private func unfinishedRuns() async throws -> [RunReport] {
    try await workReader()?.checkpoints.unfinishedRuns().map(\.report) ?? []
  }
}
