import ArgumentParser
import History
import Pipeline
import Presentation
import RankingModel

/// `marquee run show`.
struct RunShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a run did: its steps, its items and what the checks found.")

  @Argument(help: "The run's name, or the beginning of it.")
  var run: String

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let reader = try await options.openReader()
    let open = try await options.workReader()?.checkpoints.unfinishedRuns().map(\.report) ?? []
    if let report = open.first(where: { $0.id == run }) { return Answer(.run(report)) }
    return Answer(.run(try RunQuestion(run: run).answer(from: reader)))
  }
}
