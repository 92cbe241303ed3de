import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee tag add`.
struct TagAdd: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Name the snapshot that stands for a day.")

  @Argument(help: "The tag's name: lowercase letters, digits, `-`, `_` and `.`.") var name: TagName

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(help: "The day, as YYYY-MM-DD.") var day: Day

  @Option(
    help: ArgumentHelp(
      "The snapshot that stood for the day then (ISO 8601; a date means the end of that day, UTC).",
      valueName: "instant"))
  var asOf: Instant?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.tags([try await workplace.addTag(name, to: chart, day, asOf: asOf)]))
  }
}
