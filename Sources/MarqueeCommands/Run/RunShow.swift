import ArgumentParser
import History
import Pipeline
import Presentation
import RankingModel

/// `marquee run show`.
struct RunShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a run did: its steps, its items and what the checks found.")

  @Argument(help: "The run's name, or the beginning of it.")
  var run: String

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let reader = try await options.openReader()
      let open = try await options.workReader()?.unfinishedRuns().map(\.report) ?? []
      if let report = open.first(where: { $0.id == run }) {
        try options.print(.run(report))
      } else {
        try options.print(.run(try RunQuestion(run: run).answer(from: reader)))
      }
      return .success
    }
  }
}
