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
    commandName: "accept", abstract: "Publish a day as it was held back.")

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Argument(help: "The day.")
  var day: Day

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let snapshot = try await WorkSession.with(options, scope: .chart(chart)) {
        try await QuarantineDecision(lake: $0.lake, work: $0.work).accept(chart, day)
      }
      options.say("\(chart) \(day) is \(snapshot.state.rawValue)")
      try options.print(.runs([snapshot.report]))
      return .success
    }
  }
}

/// `marquee quarantine reject`.
struct QuarantineReject: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Refuse a day: it stays unpublished and is not put forward again.")

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Argument(help: "The day.")
  var day: Day

  @Option(help: "Why; kept with the day.")
  var reason: String?

  @OptionGroup var options: GlobalOptions

  func run() async throws {
    try await perform(options) {
      let snapshot = try await WorkSession.with(options, scope: .chart(chart)) {
        try await QuarantineDecision(lake: $0.lake, work: $0.work).reject(chart, day, because: reason)
      }
      options.say("\(chart) \(day) is rejected")
      try options.print(.runs([snapshot.report]))
      return .success
    }
  }
}
