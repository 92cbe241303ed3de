import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee quarantine`.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Decide about days that a check held back.",
    subcommands: [
      QuarantineList.self, QuarantineShow.self, QuarantineAccept.self, QuarantineReject.self,
      QuarantineWithdraw.self,
    ],
    defaultSubcommand: QuarantineList.self)
}

/// The chart and the day that a decision is about.
struct DecisionSubject: ParsableArguments {
  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(help: "The day.") var day: Day

  /// Makes a decision about the day.
  func decide(_ decision: QuarantineDecision, _ workplace: Workplace) async throws -> Answer {
    let made = try await workplace.decide(decision, chart, day)
    let words = made.state?.rawValue ?? (made.action == .reject ? "rejected" : "withdrawn")
    return Answer(.decision(made), saying: "\(chart) \(day) is \(words)")
  }
}

/// The reason for a decision.
struct DecisionReason: ParsableArguments {
  @Option(help: "Why; kept with the decision.") var reason: String?
}
