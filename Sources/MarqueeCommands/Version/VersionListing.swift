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

  @Option(
    help: ArgumentHelp(
      "Count only what had been recorded by then (ISO 8601; a date means its start, UTC).",
      valueName: "instant"))
  var asOf: Instant?

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let question = VersionList(chart: chart, day: on, asOf: asOf)
      try options.print(.versions(try question.answer(from: try await options.openReader())))
      return .success
    }
  }
}
