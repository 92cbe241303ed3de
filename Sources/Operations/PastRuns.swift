import History
import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// Runs, the newest first: those that have not ended, then those that have.
  ///
  /// - Parameter limit: how many of the ended ones at most; `nil` for all.
  /// - Throws: a `noData` failure where the lake has no such chart.
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
  /// - Parameter name: the run's name, or the beginning of the name of one that has ended.
  /// - Throws: a `noData` failure where no run or more than one has such a name.
  public func run(named name: String) async throws -> RunReport {
    let reader = try await reader()
    if let open = try await unfinishedRuns().first(where: { $0.id == name }) { return open }
    return try RunQuestion(run: name).answer(from: reader)
  }

  /// Runs that have not ended are not in the lake yet, only in the work state.
  private func unfinishedRuns() async throws -> [RunReport] {
    try await workReader()?.checkpoints.unfinishedRuns().map(\.report) ?? []
  }
}
