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
      A day without a published list is never filled with another day's: then the exit code is 14 and the nearest
      days are named.

      Examples:
        marquee chart imdb-top10                                    the last published day
        marquee chart imdb-top10 --on 2026-05-07 --or-before        that day, or the last one before it
        marquee chart imdb-top10 --on 2026-05-01 --as-of 2026-05-03 what was believed on 3 May
        marquee chart imdb-top10 --format csv > chart.csv
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Option(help: "The day, as YYYY-MM-DD; the last published one where none is given.")
  var on: Day?

  @Flag(help: "Take the last published day before it where that day is not published.")
  var orBefore = false

  @Option(
    help: ArgumentHelp(
      "Count only what had been recorded by then (ISO 8601; a date means its start, UTC).",
      valueName: "instant"))
  var asOf: Instant?

  func run() async throws {
    try await perform(options) {
      let question = ChartQuestion(chart: chart, day: on, orBefore: orBefore, asOf: asOf)
      try options.print(try question.answer(from: try await options.openReader()).document)
      return .success
    }
  }
}
