import ArgumentParser
import Operations
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

/// `marquee quarantine list`.
struct QuarantineList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the days that wait for a decision.")

  @Argument(help: "Only this chart.", completion: .custom(completeCharts))
  var chart: ChartName?

  @OptionGroup var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.quarantine(try await workplace.quarantined(chart: chart)))
  }
}

/// `marquee quarantine show`.
struct QuarantineShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a check held back, and why.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let held = try await workplace.quarantined(subject.chart, subject.day)
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

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await subject.decide(.accept, workplace)
  }
}

/// `marquee quarantine reject`.
struct QuarantineReject: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Refuse a day: it stays unpublished and is not put forward again.")

  @OptionGroup var subject: DecisionSubject
  @OptionGroup var why: DecisionReason
  @OptionGroup var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await subject.decide(.reject(because: why.reason), workplace)
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

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await subject.decide(.withdraw(because: why.reason), workplace)
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
    _ decision: QuarantineDecision, _ workplace: Workplace
  ) async throws -> Answer {
    let made = try await workplace.decide(decision, chart, day)
    let words = made.state?.rawValue ?? (made.action == .reject ? "rejected" : "withdrawn")
    return Answer(.decision(made), saying: "\(chart) \(day) is \(words)")
  }
}

/// Why a day is refused.
struct DecisionReason: ParsableArguments {
  @Option(help: "Why; kept with the day.")
  var reason: String?
}
