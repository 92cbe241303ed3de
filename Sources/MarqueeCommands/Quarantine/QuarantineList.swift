import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee quarantine list`.
struct QuarantineList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the days that wait for a decision.")

  @Argument(help: "Only this chart.", completion: .custom(completeCharts)) var chart: ChartName?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.quarantine(try await workplace.quarantined(chart: chart)))
  }
}
