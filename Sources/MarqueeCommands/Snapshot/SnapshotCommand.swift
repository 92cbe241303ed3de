import ArgumentParser
import History
import RankingModel

/// `marquee snapshot`.
struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "List a chart's snapshots, show one, and write its document as the lake holds it.",
    discussion: """
      A later run, a replay or a decision adds a newer snapshot of a day; the old
      ones stay readable.

      Examples:
        marquee snapshot list imdb-top10 --day 2026-05-01
        marquee snapshot show imdb-top10 --day 2026-05-01    what it was made from
        marquee snapshot cat imdb-top10 --day 2026-05-01     the day's JSON document
      """,
    subcommands: [SnapshotList.self, SnapshotShow.self, SnapshotCat.self])
}

/// The choice of one snapshot of a chart.
struct SnapshotChoice: ParsableArguments {
  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(help: "The day, as YYYY-MM-DD; the last published one where none is given.") var day: Day?

  @OptionGroup var past: CutoffOptions

  @Option(
    help: ArgumentHelp(
      "A snapshot, published or not: the name of its version, the beginning of it, or a tag.",
      valueName: "digits|tag"),
    completion: .custom(completeTags))
  var id: String?

  var question: VersionQuestion { VersionQuestion(chart: chart, day: day, cutoff: past.cutoff) }
}
