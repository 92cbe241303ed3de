import History
import LakeStore
import Pipeline
public import RankingModel

/// What monitoring asks of a lake.
public struct Metrics: Sendable, Hashable {
  /// What it asks of one chart.
  public struct Chart: Sendable, Hashable {
    /// The chart.
    public var chart: ChartName
    /// The newest published day; `nil` where none is published.
    public var newestPublished: Day?
    /// How many days there are in each state, as `status` counts them: `missing` has the unavailable ones too.
    public var days: [DayState: Int] = [:]
    /// Calls left of today's budget; `nil` where there is no budget or it is not known.
    public var budgetLeft: Int?
    /// Items whose enrichment was given up; `nil` where that is not known.
    public var deadLetters: Int?
    /// Milliseconds that the steps of the last run took.
    public var durations: [Step: Int] = [:]
  }

  /// The charts, by name.
  public var charts: [Chart]
  /// Bytes of all objects and records, as they are stored.
  public var lakeBytes: Int
}

extension Workplace {
  /// Measures the lake. Reads only; no object is opened.
  ///
  /// - Throws: a `noData` failure where there is no lake, `damaged` where it has no catalogue.
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
