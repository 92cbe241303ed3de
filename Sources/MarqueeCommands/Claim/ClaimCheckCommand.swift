import ArgumentParser
import Operations
import Presentation

/// `marquee claim check`.
struct ClaimCheckCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Ask the questions of claims again, and say which no longer hold, since when and why.",
    discussion: """
      The exit code is 16 where a claim does not hold, or where its question can
      be asked no longer.
      """)

  @Argument(help: "The claims' names; all where none is given.") var names: [String] = []

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let checks = try await workplace.checkClaims(names)
    return Answer(
      .claimChecks(checks), status: checks.allSatisfy { $0.holds == true } ? .success : .brokenClaim)
  }
}
