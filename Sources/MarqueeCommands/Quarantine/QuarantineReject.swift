import ArgumentParser
import Operations

/// `marquee quarantine reject`.
struct QuarantineReject: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Refuse a day: it stays unpublished and is not put forward again.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var why: DecisionReason
  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await subject.decide(.reject(because: why.reason), workplace)
  }
}
