import ArgumentParser
import Operations
import Presentation

/// `marquee runs show`.
struct RunsShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a run did: its steps, its items and what the checks found.")

  @Argument(help: "The run's name, or the beginning of it.") var run: String

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.run(try await workplace.run(named: run)))
  }
}
