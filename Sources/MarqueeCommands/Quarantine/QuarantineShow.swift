import ArgumentParser
import Operations
import Presentation

/// `marquee quarantine show`.
struct QuarantineShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a check held back, and why.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let held = try await workplace.quarantined(subject.chart, subject.day)
    let accept = ["quarantine", "accept", "\(subject.chart)", "\(subject.day)"]
    return Answer(
      .quarantined(held.snapshot, entries: held.entries, measures: held.measures),
      saying: "\(terminal.spelling.command(accept)) publishes it; reject in place of accept refuses it")
  }
}
