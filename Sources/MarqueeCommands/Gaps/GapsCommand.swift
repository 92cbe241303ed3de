import ArgumentParser
import RankingModel

/// `marquee gaps`.
struct GapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps",
    abstract: "List the periods without a list, and close them.",
    subcommands: [GapsList.self, GapsClose.self, GapsOpen.self],
    defaultSubcommand: GapsList.self)
}

/// The chart and the days that a decision is about.
struct GapDays: ParsableArguments {
  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(help: "The first day.") var from: Day

  @Option(help: "The last day.") var to: Day

  var range: DayRange { DayRange(from: from, to: to) }
}
