import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee status`.
struct StatusCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show for each chart what is published, missing, held back, failed or late.")

  @Argument(help: "Only this chart.", completion: .custom(completeCharts)) var chart: ChartName?

  @OptionGroup var metrics: MetricsOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.status(try await workplace.status(of: chart)))
  }
}
