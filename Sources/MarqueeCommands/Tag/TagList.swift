import ArgumentParser
import Operations
import Presentation

/// `marquee tag list`.
struct TagList: AnsweringCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the tags.")

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.tags(try await workplace.tags()))
  }
}
