import ArgumentParser
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee run list`.
struct RunList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List runs, the newest first.")

  @Option(help: "Only runs of this chart.", completion: .custom(completeCharts))
  var chart: ChartName?

  @Option(help: "Only runs for this day, as YYYY-MM-DD.")
  var day: Day?

  @Option(help: "At most so many runs; 0 for all.")
  var limit = 50

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if limit < 0 { throw ValidationError("--limit must not be negative") }
  }

  func answer() async throws -> Answer {
    let ended = try await options.openReader().runs(of: chart, on: day)
    // Runs that have not ended are not in the lake yet, only in the work state.
    let open = try await options.workReader()?.checkpoints.unfinishedRuns().map(\.report) ?? []
    let fitting = open.filter { (chart == nil || $0.chart == chart) && (day == nil || $0.day == day) }
    return Answer(.runs(fitting.sorted { $0.id > $1.id } + ended.prefix(limit == 0 ? .max : limit)))
  }
}
