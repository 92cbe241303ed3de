import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// Resumes a run that was interrupted.
  ///
  /// - Parameter run: the name of the run, or the beginning of it.
  /// - Throws: a `noData` failure if no unfinished run has such a name, `usage` if several have.
  public func resume(_ run: String, onDay: @escaping OnDay = { _ in }) async throws -> [RunReport] {
    try await work(on: await scope(ofRun: run)) { session in
      let runs = try await session.work.unfinishedRuns(named: run)
      guard let found = runs.first, runs.count == 1 else { throw try session.notOne(run, runs) }
      let definition = try definition(of: found.job)
      return try await session.fetchingSecrets(of: definition).runner(found.job, definition).resume(
        found, onDay: onDay)
    }
  }

  /// The chart of the run, so that writers of other charts are not locked out; the whole lake if the chart is not known. Problems
  /// of the work state are reported when the lake is opened.
  private func scope(ofRun run: String) async -> Lake.Scope {
    guard let work = try? WorkState(readingIn: place.folder),
      let runs = try? await work.unfinishedRuns(named: run)
    else { return .lake }
    let charts = Set(runs.map(\.report.chart))
    return charts.count == 1 ? charts.first.map { .chart($0) } ?? .lake : .lake
  }
}

extension WorkState {
  /// The runs that have not ended and whose names begin with `name`.
  fileprivate func unfinishedRuns(named name: String) async throws(Failure) -> [RunCheckpoint] {
    try await checkpoints.unfinishedRuns().filter { $0.report.id.hasPrefix(name) }
  }
}

extension WorkSession {
  fileprivate func notOne(_ run: String, _ runs: [RunCheckpoint]) throws -> Failure {
    if runs.count > 1 {
      return Failure(
        .usage, "\(runs.count) runs begin with \(run): \(runs.map(\.report.id).joined(separator: ", "))",
        remedy: .words("give more of the name"))
    }
    if let ended = try lake.reader.run(run) {
      return Failure(.noData, "run \(ended.id) has ended already", remedy: .showRun(ended.id))
    }
    return Failure(.noData, "there is no run \(run) to resume", remedy: .showRuns)
  }
}
