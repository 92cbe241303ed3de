import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee movers`.
struct MoversCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "movers",
    abstract: "Show the climbers and fallers of a range of days.",
    discussion: """
      The first published day of the range is compared with the last. Best and
      worst are the ranks on all its published days. Without a range it is the
      last seven days, weeks or months, as the chart has lists.

      Days before the last day on which the list began to be made another way are
      left out, unless --across-epochs is given.

      Examples:
        marquee movers imdb-top250
        marquee movers imdb-top250 --days 30 --limit 5
        marquee movers imdb-top250 --from 2025-01-01 --to 2025-06-30 --format json
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(help: "The first day (default: the first published one, where --to is given).") var from: Day?

  @Option(help: "The last day (default: the last published one).") var to: Day?

  @Option(help: "The last so many days, up to the last published one.") var days: Int?

  @Option(
    help: ArgumentHelp(
      "How many climbers and how many fallers to show at most; 0 for all.", valueName: "rows"))
  var limit = RowLimit(10)

  @OptionGroup var epochs: EpochOptions

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func namesItsDays(upTo newest: Day) -> Bool { to.map { $0 <= newest } == true }

  private var range: MoversQuestion.Range {
    if let days { return .lastDays(days) }
    return from == nil && to == nil ? .lastPeriods(7) : .days(from: from, to: to)
  }

  func validate() throws {
    if days != nil, from != nil || to != nil { throw ValidationError("give --days, or --from and --to") }
    guard (1...3_650_000).contains(days ?? 1) else {
      throw ValidationError("--days is a number from 1 to 3650000")
    }
    try DayOptions.validate(from, to)
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = MoversQuestion(chart: chart, range: range, limit: limit.most, cutoff: past.cutoff)
    question.acrossEpochs = epochs.acrossEpochs
    return Answer(try await workplace.answer(question).document)
  }
}
