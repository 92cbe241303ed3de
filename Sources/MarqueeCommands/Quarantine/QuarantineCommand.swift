import ArgumentParser
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee quarantine`.
struct QuarantineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Decide about days that a check held back.",
    subcommands: [
      QuarantineList.self, QuarantineShow.self, QuarantineAccept.self, QuarantineReject.self,
      QuarantineWithdraw.self,
    ],
    defaultSubcommand: QuarantineList.self)
}

/// `marquee quarantine list`.
struct QuarantineList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the days that wait for a decision.")

  @Argument(help: "Only this chart.", completion: .custom(completeCharts))
  var chart: ChartName?

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    Answer(.quarantine(try QuarantineDecision.pending(try await options.openReader(), chart: chart)))
  }
}

/// `marquee quarantine show`.
struct QuarantineShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a check held back, and why.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let held = try await QuarantineDecision.heldBack(
      try await options.openReader(), subject.chart, subject.day)
    return Answer(.quarantined(held.snapshot, entries: held.entries))
  }
}

/// `marquee quarantine accept`.
struct QuarantineAccept: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Publish a day as it was held back, or as it was before it was rejected or withdrawn.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await subject.decide(options) { try await $0.accept(subject.chart, subject.day) }
  }
}

/// `marquee quarantine reject`.
struct QuarantineReject: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Refuse a day: it stays unpublished and is not put forward again.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var why: DecisionReason
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await subject.decide(options) {
      try await $0.reject(subject.chart, subject.day, because: why.reason)
    }
  }
}

/// `marquee quarantine withdraw`.
struct QuarantineWithdraw: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take back what stands as published for a day; it is not put forward again.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var why: DecisionReason
  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await subject.decide(options) {
      try await $0.withdraw(subject.chart, subject.day, because: why.reason)
    }
  }
}

/// What is decided about.
struct DecisionSubject: ParsableArguments {
  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Argument(help: "The day.")
  var day: Day

  /// Makes a decision about it.
  func decide(
    _ options: GlobalOptions, _ make: @escaping @Sendable (QuarantineDecision) async throws -> Decision
  ) async throws -> Answer {
    let decision = try await WorkSession.with(options, scope: .chart(chart)) {
      try await make(QuarantineDecision(lake: $0.lake))
    }
    let words = decision.state?.rawValue ?? (decision.action == .reject ? "rejected" : "withdrawn")
    return Answer(.decision(decision), saying: "\(chart) \(day) is \(words)")
  }
}

/// Why a day is refused.
struct DecisionReason: ParsableArguments {
  @Option(help: "Why; kept with the day.")
  var reason: String?
}
