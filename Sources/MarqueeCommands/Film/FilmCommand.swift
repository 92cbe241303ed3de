import ArgumentParser
import History
import Presentation
import RankingModel

/// `marquee film`.
struct FilmCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "film",
    abstract: "Show how a film fared on a chart.",
    discussion: """
      A title that fits several films lists them and asks for the id.

      Examples:
        marquee film imdb-top250 tt0111161
        marquee film imdb-top250 "12 Angry Men"
        marquee film imdb-top250 drishyam --format json
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Argument(help: "The film's id, its title, or a part of its title.")
  var film: String

  @Option(
    help: ArgumentHelp(
      "Count only what had been recorded by then (ISO 8601; a date means its start, UTC).",
      valueName: "instant"))
  var asOf: Instant?

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let question = FilmQuestion(chart: chart, film: film, asOf: asOf)
      try options.print(try question.answer(from: try await options.openReader()).document)
      return .success
    }
  }
}
