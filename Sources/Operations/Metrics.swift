import History
import LakeStore
import Pipeline
public import RankingModel

/// Figures of a lake for a monitoring system.
public struct Metrics: Sendable, Hashable {
  /// The figures of one chart.
  public struct Chart: Sendable, Hashable {
    /// The chart.
    public var chart: ChartName
    /// The newest published day; `nil` if no day is published.
    public var newestPublished: Day?
    /// The number of days in each state, as `status` counts them: `missing` includes the unavailable days.
    public var days: [DayState: Int] = [:]
    /// Calls left of today's budget; `nil` if there is no budget or it is not known.
    public var budgetLeft: Int?
    /// The number of items whose enrichment was given up; `nil` if it is not known.
    public var deadLetters: Int?
    /// The milliseconds that each step of the last run took.
    public var durations: [Step: Int] = [:]
  }

  /// The charts, by name.
  public var charts: [Chart]
  /// The stored size of all objects and records in bytes.
  public var lakeBytes: Int
}

extension Workplace {
  /// Measures the lake. Only reads, and opens no object.
  ///
  /// - Throws: a `noData` failure if there is no lake, `damaged` if it has no catalogue.
  public func metrics() async throws -> Metrics {
    let reader = try await LakeReader.open(place)
    let work = try WorkState(readingIn: place.folder)
    let charts = try await status(of: nil, reader, work).map { status in
      Metrics.Chart(
        chart: status.chart, newestPublished: status.lastPublished,
        days: [
          .published: status.publishedDays - status.degraded.count, .degraded: status.degraded.count,
          .quarantined: status.quarantined.count, .failed: status.failed.count,
          .missing: status.missing.count,
        ],
        budgetLeft: status.budgetLeft, deadLetters: status.deadLetters,
        durations: try reader.lastRun(of: status.chart)?.durations ?? [:])
    }
    return Metrics(charts: charts, lakeBytes: try await place.storedBytes())
  }
}
