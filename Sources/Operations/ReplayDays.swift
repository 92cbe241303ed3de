import Jobs
import LakeStore
import Pipeline
public import RankingModel

/// Which stored days are made again.
public enum ReplayedDays: Sendable, Hashable {
  /// The last one.
  case last
  /// One day.
  case day(Day)
  /// Those from the first to the last of these days.
  case range(Day, Day)
}

extension Workplace {
  /// Makes stored days again from their raw objects through `job` as it is now, with no network.
  ///
  /// - Throws: a `noData` failure where nothing of these days is stored.
  public func replay(
    _ job: String, _ days: ReplayedDays, onDay: @escaping OnDay = { _ in }
  ) async throws -> [RunReport] {
    // Read before the lake is opened: a job file with mistakes leaves no trace.
    let definition = try definition(of: job)
    return try await work(on: .chart(definition.chart)) { session in
      try await session.runner(job, definition).run(
        try session.stored(days, definition), plan: .stored, trigger: .replay, onDay: onDay)
    }
  }
}

extension WorkSession {
  fileprivate func stored(_ days: ReplayedDays, _ definition: JobDefinition) throws -> [Day] {
    let chart = definition.chart
    switch days {
    case .day(let day): return [day]
    case .last:
      return [try lake.reader.days(of: chart).last?.day ?? definition.schedule.day(at: lake.clock())]
    case .range(let from, let to):
      let stored = Set(try lake.reader.snapshots(of: chart).map(\.day))
      let days = stored.filter { from <= $0 && $0 <= to }.sorted()
      guard !days.isEmpty else {
        throw Failure(
          .noData, "nothing of \(chart) is stored from \(from) to \(to)",
          remedy: .showSnapshots(of: chart))
      }
      return days
    }
  }
}
