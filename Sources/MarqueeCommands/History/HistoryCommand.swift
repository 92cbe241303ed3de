import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee history`.
struct HistoryCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show how an item fared on a chart.",
    discussion: """
      A title that fits several items lists them and asks for the id.

      Where the list began to be made another way, only the days in the epoch of
      the item's last one count, unless --across-epochs is given.

      Examples:
        marquee history imdb-top250 tt0111161
        marquee history imdb-top250 "12 Angry Men"
        marquee history imdb-top250 drishyam --format json
        marquee history imdb-top250 "12 Angry Men" --plot
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(help: "The item's id, its title, or a part of its title.") var item: String

  @Flag(
    help:
      "Draw the ranks over time too: the best rank at the top, the worst at the bottom, missing lists marked below."
  ) var plot = false

  @Flag(help: "Draw with ASCII alone; where the locale is not UTF-8 that is the rule.") var ascii = false

  @OptionGroup var epochs: EpochOptions

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = HistoryQuestion(chart: chart, item: item, cutoff: past.cutoff)
    question.acrossEpochs = epochs.acrossEpochs
    guard plot else { return Answer(try await workplace.answer(question).document) }
    let answer = try await workplace.answer(PlotQuestion(question))
    return Answer(answer.document(width: terminal.context.width ?? 80, isASCII: ascii || terminal.isASCII))
  }
}
