import ArgumentParser
import Operations
import Presentation

/// `marquee claim show`.
struct ClaimShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a claim with the answer that was kept.")

  @Argument(help: "The claim's name.") var name: String

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.claim(try await workplace.claim(name)))
  }
}
