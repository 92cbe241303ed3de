import ArgumentParser
import JSON
import Operations
import Presentation
import RankingModel

/// `marquee status`.
struct StatusCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show for each chart what is published, missing, held back, failed or late.",
    discussion: """
      A chart is late when the list that was due last is neither published nor held
      back, and the deadline of its schedule (an hour, where the job file names
      none) has passed. Filling earlier days changes nothing about it.

      With --late the command fails then (exit code 15) and names the charts on
      standard error. A scheduled job that was never run is late too, once the list
      that it would fetch now is past its deadline. An irregular chart and one with
      schedule: none never are. Nothing is fetched, locked or sent.

      Examples:
        marquee status --late             whether any list is late, for monitoring
        marquee status imdb-top10 --late  whether this one is
      """)

  @Argument(help: "Only this chart.", completion: .custom(completeCharts)) var chart: ChartName?

  @Flag(help: "Fail where a chart is late.") var late = false

  @OptionGroup var metrics: MetricsOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    guard late else { return Answer(.status(try await workplace.status(of: chart))) }
    var passedOver: [Failure] = []
    let charts = try await workplace.lateCharts(of: chart) { passedOver.append(.passedOver($0)) }
    // The lake has no status of a chart that was never run.
    let isNew = chart != nil && charts.contains(where: \.isNew)
    var answer = Answer(.status(isNew ? [] : try await workplace.status(of: chart)))
    answer.failures = (charts.isEmpty ? [] : [.late(charts)]) + passedOver
    return answer
  }
}

extension Failure {
  /// The lists of these charts are late.
  fileprivate static func late(_ charts: [LateChart]) -> Failure {
    let named = charts.map { "\($0.chart) (\($0.due))" }.joined(separator: ", ")
    let known = charts.map { chart -> JSONValue in
      ["chart": .string(chart.chart.description), "day": .string(chart.due.description)]
    }
    return Failure(
      .late, "\(counted(charts.count, "chart is", "charts are")) late: \(named)",
      remedy: .words("see what the last runs say, and run what is due"),
      facts: [JSONMember("late", .array(known))])
  }

  /// A job whose file has mistakes was skipped.
  static func passedOver(_ job: String) -> Failure {
    Failure(.definition, "the job \(job) was skipped: its file cannot be used", remedy: .showJobs)
  }
}
