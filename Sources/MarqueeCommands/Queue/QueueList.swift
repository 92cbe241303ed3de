import ArgumentParser
import Operations
import Pipeline
import Presentation

/// `marquee queue list`.
struct QueueList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the tasks in the queue and the dead letters.")

  @Option(help: "Only tasks in this state: waiting, leased, done or dead.") var state: EnrichmentTask.State?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.tasks(try await workplace.tasks(in: state)))
  }
}
