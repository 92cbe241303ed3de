import ArgumentParser
import Operations
import RankingModel

/// The option of commands that can write metrics.
struct MetricsOptions: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "Write metrics of the lake to this file, for Prometheus, when all is done.", valueName: "path"),
    completion: .file(extensions: ["prom"]))
  var metricsFile: String?
}

/// A command that can write metrics.
protocol MeasuringCommand: AnsweringCommand {
  /// The file to write.
  var metrics: MetricsOptions { get }
}

extension AnsweringCommand {
  /// Writes the metrics if they were asked for. A check that did not find the lake sound leaves the file as it is.
  func writeMetrics(of workplace: Workplace, after answer: Answer) async throws {
    guard let path = (self as? any MeasuringCommand)?.metrics.metricsFile, answer.isMeasured else { return }
    try MetricsFile(path: path).write(try await workplace.metrics(), checkedAt: answer.checkedAt)
  }
}
