import Logging
import Operations
import RankingModel

/// Reports the events of a scheduler: one line in the log each, and the current state to the service manager.
struct ScheduleReporter: Sendable {
  let logger: Logger
  let manager: ServiceManager

  /// Reports `event`.
  func tell(_ event: ScheduleEvent) {
    switch event {
    case .begins(let name): manager.tell("STATUS=at work on \(name)")
    case .ran(let job, let report):
      let isPublished = report.outcome?.isPublished == true
      logger.log(
        level: isPublished ? .info : .warning, "run ended",
        metadata: report.metadata.merging(["job": .string(job)]) { $1 })
    case .did(let task, let day, let outcome, let isSound):
      logger.log(
        level: isSound ? .info : .error, "maintenance done",
        metadata: ["task": .string(task), "day": .string("\(day)"), "outcome": .string(outcome)])
    case .failed(let name, let failure):
      logger.error("not done", metadata: ["name": .string(name), "reason": .string(failure.message)])
    case .again(let name, let at):
      logger.info("to be tried again", metadata: ["name": .string(name), "at": .string(at.secondsText)])
    case .passedOver(let mistakes): logger.warning("passed over", metadata: ["mistakes": .string(mistakes)])
    case .waiting(let until, let next):
      manager.tell("STATUS=waiting for \(next ?? "a schedule") until \(until.secondsText)")
      logger.debug(
        "waiting", metadata: ["until": .string(until.secondsText), "next": .string(next ?? "nothing")])
    }
  }
}

extension RunReport {
  /// The log values of a run that has ended.
  fileprivate var metadata: Logger.Metadata {
    let time = finishedAt.map { Duration.microseconds($0.microseconds - startedAt.microseconds) }
    var values: Logger.Metadata = [
      "run": .string(id), "chart": .string("\(chart)"), "day": .string("\(day)"),
      "outcome": .string(outcome?.rawValue ?? "not ended"), "rows": .stringConvertible(rows),
    ]
    values["duration"] = time.map { .stringConvertible($0) }
    values["reason"] = reason.map { .string($0) }
    if unchanged { values["unchanged"] = "true" }
    return values
  }
}
