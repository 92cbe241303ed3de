import ArgumentParser
import Operations

/// `marquee quarantine withdraw`.
struct QuarantineWithdraw: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take back what stands as published for a day; it is not put forward again.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var why: DecisionReason
  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await subject.decide(.withdraw(because: why.reason), workplace)
  }
}
