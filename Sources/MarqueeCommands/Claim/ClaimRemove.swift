import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee claim remove`.
struct ClaimRemove: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a claim; its records stay in the lake.")

  @Argument(help: "The claim's name.") var name: String

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let claim = try await workplace.removeClaim(name)
    return Answer(.claims([claim]), saying: "removed the claim \"\(claim.name)\"")
  }
}
