import ArgumentParser
import Operations
import Presentation

/// `marquee claim list`.
struct ClaimList: AnsweringCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the claims.")

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.claims(try await workplace.claims()))
  }
}
