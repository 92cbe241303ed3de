import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee compare`.
struct CompareCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare items of a chart: days above the others, and when the order changed.",
    discussion: """
      Only published days count on which all of the items stood. Items with one
      rank are neither above nor below each other.

      Where the list began to be made another way, only the days in one such epoch
      count, unless --across-epochs is given.

      Examples:
        marquee compare imdb-top250 tt0111161 tt0068646
        marquee compare imdb-top250 "The Godfather" "12 Angry Men" amelie
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(help: "At least two items: of each its id, its title, or a part of its title.") var items:
    [String]

  @OptionGroup var epochs: EpochOptions

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func validate() throws {
    if items.count < 2 { throw ValidationError("name at least two items") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = ComparisonQuestion(chart: chart, items: items, cutoff: past.cutoff)
    question.acrossEpochs = epochs.acrossEpochs
    return Answer(try await workplace.answer(question).document)
  }
}
