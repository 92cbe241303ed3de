public import Logging
import RankingModel

/// The metadata of log messages about the current work.
public enum LogContext {
  /// The run, the chart, the day and the step of the current work; empty if there is none.
  @TaskLocal public static var metadata: Logger.Metadata = [:]
}

extension RunReport {
  /// The metadata of log messages about this run at `step`, or about the run as a whole.
  func logContext(_ step: Step? = nil) -> Logger.Metadata {
    var context: Logger.Metadata = [
      "run": .string(id), "chart": .stringConvertible(chart), "day": .stringConvertible(day),
    ]
    if let step { context["step"] = .string(step.rawValue) }
    return context
  }
}

extension RunDependencies {
  /// Notes in the report of `day` and in the log that `step` is done and took `time`. The log also gets `counts` of what was
  /// worked on.
  func finish(_ step: Step, of day: inout DayRun, took time: Duration, _ counts: [String: Int]) {
    day.finish(step, took: time)
    log(step, of: day.checkpoint.report, took: time, counts)
  }

  /// Logs that `step` of the run of `report` is done.
  func log(_ step: Step, of report: RunReport, took time: Duration, _ counts: [String: Int]) {
    logger.info(
      "step done",
      metadata: counts.mapValues { .stringConvertible($0) }
        .merging(report.logContext(step)) { $1 }
        .merging(["duration": .stringConvertible(time)]) { $1 })
  }
}
