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
struct QuarantineList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the days that wait for a decision.")

  @Argument(help: "Only this chart.", completion: .custom(completeCharts))
  var chart: ChartName?

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let reader = try await options.openReader()
      try options.print(.quarantine(try QuarantineDecision.pending(reader, chart: chart)))
      return .success
    }
  }
}

/// `marquee quarantine show`.
struct QuarantineShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a check held back, and why.")

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Argument(help: "The day.")
  var day: Day

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let reader = try await options.openReader()
      let held = try await QuarantineDecision.heldBack(reader, chart, day)
      try options.print(.quarantined(held.snapshot, entries: held.entries))
      return .success
    }
  }
}

/// `marquee quarantine accept`.
struct QuarantineAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Publish a day as it was held back, or as it was before it was rejected or withdrawn.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await decide(subject, options) { quarantine throws(Failure) in
      try await quarantine.accept(subject.chart, subject.day)
    }
  }
}

/// `marquee quarantine reject`.
struct QuarantineReject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Refuse a day: it stays unpublished and is not put forward again.")

  @OptionGroup var subject: DecisionSubject

  @Option(help: "Why; kept with the day.")
  var reason: String?

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await decide(subject, options) { quarantine throws(Failure) in
      try await quarantine.reject(subject.chart, subject.day, because: reason)
    }
  }
}

/// `marquee quarantine withdraw`.
struct QuarantineWithdraw: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take back what stands as published for a day; it is not put forward again.")

  @OptionGroup var subject: DecisionSubject

  @Option(help: "Why; kept with the day.")
  var reason: String?

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await decide(subject, options) { quarantine throws(Failure) in
      try await quarantine.withdraw(subject.chart, subject.day, because: reason)
    }
  }
}

/// What is decided about.
struct DecisionSubject: ParsableArguments {
  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Argument(help: "The day.")
  var day: Day
}

/// Makes a decision, and prints it.
private func decide(
  _ subject: DecisionSubject, _ options: GlobalOptions,
  _ make: @escaping @Sendable (QuarantineDecision) async throws(Failure) -> Decision
) async throws {
  try await perform(options) {
    let decision = try await WorkSession.with(options, scope: .chart(subject.chart)) {
      try await make(QuarantineDecision(lake: $0.lake))
    }
    let words = decision.state?.rawValue ?? (decision.action == .reject ? "rejected" : "withdrawn")
    options.say("\(subject.chart) \(subject.day) is \(words)")
    try options.print(.decision(decision))
    return .success
  }
}
