import Jobs
import LakeStore
import Pipeline
public import RankingModel

extension Workplace {
  /// Runs the stored days from `first` to `last` again from their raw objects, with the current job file of `job` and without the
  /// network.
  ///
  /// - Throws: a `noData` failure if none of these days is stored.
  public func replay(
    _ job: String, from first: Day, to last: Day, onDay: @escaping OnDay = { _ in }
  ) async throws -> [RunReport] {
    // The job file is read before the lake is opened, so that a job file with mistakes leaves no trace.
    let definition = try definition(of: job)
    let chart = definition.chart
    return try await work(on: .chart(chart)) { session in
      let days = try session.lake.reader.days(of: chart).map(\.day).filter { first <= $0 && $0 <= last }
      guard !days.isEmpty else {
        throw Failure(
          .noData,
          "nothing of \(chart) is stored \(first == last ? "on \(first)" : "from \(first) to \(last)")",
          remedy: .showSnapshots(of: chart))
      }
      return try await session.runner(job, definition).run(
        days, plan: .stored, trigger: .replay, onDay: onDay)
    }
  }
}
