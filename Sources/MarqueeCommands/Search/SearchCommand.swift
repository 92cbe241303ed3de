import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee search`.
struct SearchCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find items by their titles, ids, years and other texts, on one chart or on all.",
    discussion: """
      Case, accents and punctuation do not matter. Where no text has all of the
      words in a row, each word may stand in another text of the item.

      Examples:
        marquee search amelie
        marquee search https://www.imdb.com/title/tt0211915/
        marquee search "nolan drama" --chart imdb-top250
        marquee search "godfather 1972"
      """)

  @Argument(help: "Words, an id, or an address with an id in it.") var text: String

  @Option(help: "Only this chart.", completion: .custom(completeCharts)) var chart: ChartName?

  @Option(help: ArgumentHelp("How many items to show at most; 0 for all.", valueName: "rows"))
  var limit = RowLimit(20)

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let question = SearchQuestion(text: text, chart: chart, limit: limit.most, cutoff: past.cutoff)
    return Answer(try await workplace.answer(question).document)
  }
}
