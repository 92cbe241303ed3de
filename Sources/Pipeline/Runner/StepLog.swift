public import Logging
import RankingModel

/// What log messages say of the work that they are about.
public enum LogContext {
  /// The run, the chart, the day and the step that the task at hand works on; empty where it works on none.
  @TaskLocal public static var metadata: Logger.Metadata = [:]
}

extension RunReport {
  /// What log messages say of this run at `step`, or of all of it.
  func logContext(_ step: Step? = nil) -> Logger.Metadata {
    var context: Logger.Metadata = [
      "run": .string(id), "chart": .stringConvertible(chart), "day": .stringConvertible(day),
    ]
    if let step { context["step"] = .string(step.rawValue) }
    return context
  }
}

extension RunDependencies {
  /// `step` of `day` is done and took `time`. The day's report and the log say so; the log with `counts` of what was worked on.
  func finish(_ step: Step, of day: inout DayRun, took time: Duration, _ counts: [String: Int]) {
    day.finish(step, took: time)
    log(step, of: day.checkpoint.report, took: time, counts)
  }

  /// Tells the log that `step` of the run of `report` is done.
  func log(_ step: Step, of report: RunReport, took time: Duration, _ counts: [String: Int]) {
    logger.info(
      "step done",
      metadata: counts.mapValues { .stringConvertible($0) }
        .merging(report.logContext(step)) { $1 }
        .merging(["duration": .stringConvertible(time)]) { $1 })
  }
}
