import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee snapshot list`.
struct SnapshotList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the snapshots of a chart, superseded ones among them.")

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(help: "Only this day, as YYYY-MM-DD.") var day: Day?

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let question = VersionList(chart: chart, day: day, cutoff: past.cutoff)
    return Answer(.versions(try await workplace.answer(question)))
  }
}
