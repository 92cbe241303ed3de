import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee summary`.
struct SummaryCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Show what a chart came to over a year, a month or other days: points, number ones, turnover.",
    discussion: """
      Only published days count. Days before the last day on which the list began
      to be made another way are left out, unless --across-epochs is given.

      Examples:
        marquee summary imdb-top250               all known days
        marquee summary imdb-top250 2025
        marquee summary imdb-top250 2026-05
        marquee summary imdb-top250 2025-01-01..2025-06-30 --by decade --by director
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(
    help: ArgumentHelp(
      "A year (2025), a month (2025-03), a day, or days (2025-01-01..2025-06-30); all known ones where none are given.",
      valueName: "days"))
  var days: DayRange?

  @Option(
    help: ArgumentHelp(
      "Count items by this field of their entries, each day by the value on it, or by decade of their year; may be repeated.",
      valueName: "field"))
  var by: [String] = []

  @OptionGroup var epochs: EpochOptions

  @OptionGroup var limit: LimitOptions

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = SummaryQuestion(chart: chart, days: days, cutoff: past.cutoff)
    (question.fields, question.acrossEpochs) = (by, epochs.acrossEpochs)
    question.limit = limit.most
    return Answer(try await workplace.answer(question).document)
  }
}
