import ArgumentParser
import History
import Presentation
import RankingModel

/// `marquee version list`.
struct VersionListing: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the snapshots of a chart, superseded ones among them.")

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Option(help: ArgumentHelp("Only this day, as YYYY-MM-DD.", valueName: "day"))
  var on: Day?

  @OptionGroup var past: CutoffOptions

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let question = VersionList(chart: chart, day: on, cutoff: past.cutoff)
      try options.print(.versions(try question.answer(from: try await options.openReader())))
      return .success
    }
  }
}
