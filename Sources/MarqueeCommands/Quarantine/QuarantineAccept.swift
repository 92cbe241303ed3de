import ArgumentParser
import Operations

/// `marquee quarantine accept`.
struct QuarantineAccept: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Publish a day as it was held back, or as it was before it was rejected or withdrawn.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var why: DecisionReason
  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await subject.decide(.accept(because: why.reason), workplace)
  }
}
