import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee gaps list`.
struct GapsList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the periods without a list, and which archive has them.")

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(help: "The first day (default: the first known one).") var from: Day?

  @Option(help: "The last day (default: the last that is due).") var to: Day?

  @Flag(help: "Ask archives that are not at hand too what they have.") var ask = false

  @Flag(help: "Tell of closed periods too.") var closed = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let gaps = try await workplace.gaps(of: chart, from: from, to: to, includesClosed: closed, asking: ask)
    return Answer(.gaps(gaps, of: chart))
  }
}
