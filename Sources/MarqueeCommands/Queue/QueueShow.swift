import ArgumentParser
import Operations
import Presentation

/// `marquee queue show`.
struct QueueShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one task: its error and what was queued.")

  @Argument(help: "The task's number.") var task: Int64

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.task(try await workplace.task(task)))
  }
}
