import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee runs`, or `marquee runs list`.
struct RunsList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List runs, the newest first.")

  @Option(help: "Only runs of this chart.", completion: .custom(completeCharts)) var chart: ChartName?

  @Option(help: "Only runs for this day, as YYYY-MM-DD.") var day: Day?

  @Option(help: "At most so many runs; 0 for all.") var limit = RowLimit(50)

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.runs(try await workplace.runs(of: chart, on: day, limit: limit.most)))
  }
}
