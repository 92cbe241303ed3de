import ArgumentParser
import History
import Presentation
import RankingModel

/// `marquee chart`.
struct ChartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Show a chart on a day, with its movement against the published day before.",
    discussion: """
      A day without a published list is never filled with another day's: the
      nearest days are named, and the exit code is 14.

      Examples:
        marquee chart imdb-top10                  the last published day
        marquee chart imdb-top10 --on 2026-05-07 --or-before
        marquee chart imdb-top10 --on 2026-05-01 --as-of 2026-05-03
                                                  what was believed on 3 May
        marquee chart imdb-top10 --format csv > chart.csv
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Option(
    help: ArgumentHelp(
      "The day, as YYYY-MM-DD; the last published one where none is given.", valueName: "day"))
  var on: Day?

  @Flag(help: "Take the last published day before it where that day is not published.")
  var orBefore = false

  @Option(
    help: ArgumentHelp(
      "Count only what had been recorded by then (ISO 8601; a date means its start, UTC).",
      valueName: "instant"))
  var asOf: Instant?

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let question = ChartQuestion(chart: chart, day: on, orBefore: orBefore, asOf: asOf)
      try options.print(try question.answer(from: try await options.openReader()).document)
      return .success
    }
  }
}
