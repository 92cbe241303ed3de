import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee when`.
struct WhenCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "when",
    abstract: "Show the days on which something held, as ranges.",
    discussion: """
      An item stands in quotation marks, or as its id, and is found as in `history`.
      It alone means its rank. A field alone (rank, or a measure of the chart)
      belongs to the item named last: of two in "A above B", that is B.

      Where an item is not on the chart, nothing is known of its rank and its
      measures: a comparison does not hold, and neither does its opposite. Ask for
      such days with "off chart".

      A day that is missing is never one on which it held, nor one on which it did
      not: it ends a range, and the sum says how many days there may be at most.

      Days before the last day on which the list began to be made another way are
      left out, unless --across-epochs is given.

      Examples:
        marquee when imdb-top10 '"The Godfather" <= 2 and rating >= 8.9'
        marquee when imdb-top10 '"The Dark Knight" above "The Godfather"'
        marquee when imdb-top10 'rating of tt0068646 < 9 or tt0068646 off chart'
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(help: "What held, such as '\"The Godfather\" <= 2'.") var condition: String

  @OptionGroup var epochs: EpochOptions

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = WhenQuestion(chart: chart, condition: try Condition(condition), cutoff: past.cutoff)
    question.acrossEpochs = epochs.acrossEpochs
    return Answer(try await workplace.answer(question).document)
  }
}
