import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee chart`.
struct ChartCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Show a chart on a day, with its movement against the published day before.",
    discussion: """
      A day without a published list is never filled with another day's: the
      nearest days are named, and the exit code is 14.

      Examples:
        marquee chart imdb-top10                  the last published day
        marquee chart imdb-top10 --day 2026-05-07 --or-before
        marquee chart imdb-top10 --day 2026-05-01 --as-of 2026-05-03
                                                  what was known when 3 May ended
        marquee chart imdb-top10 --format csv > chart.csv
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Option(help: "The day, as YYYY-MM-DD; the last published one where none is given.")
  var day: Day?

  @Flag(help: "Take the last published day before it where that day is not published.")
  var orBefore = false

  @OptionGroup var past: CutoffOptions

  @Option(
    help: ArgumentHelp("The day and the snapshot with this tag.", valueName: "name"),
    completion: .custom(completeTags))
  var tag: TagName?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if tag != nil, day != nil || past.cutoff != Cutoff() || orBefore {
      throw ValidationError(
        "--tag names the day and the snapshot: give it without --day, --as-of, --captured-by and --or-before")
    }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let question = ChartQuestion(chart: chart, day: day, orBefore: orBefore, cutoff: past.cutoff)
    return Answer(try await workplace.answer(question, tagged: tag).document)
  }
}
