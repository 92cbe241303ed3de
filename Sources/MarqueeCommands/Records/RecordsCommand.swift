import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee records`.
struct RecordsCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records",
    abstract: "Show the records of a chart, all who hold them, and when they were set.",
    discussion: """
      Only published days count. Days before the last day on which the list began
      to be made another way are left out, unless --across-epochs is given.

      Examples:
        marquee records imdb-top250
        marquee records imdb-top250 --from 2025-01-01 --to 2025-12-31
        marquee records imdb-top250 --on 2026-05-07   what that day broke or tied
        marquee records imdb-top250 --top 3 --format json
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Option(help: "The first day (default: the first known one).") var from: Day?

  @Option(help: "The last day (default: the last known one).") var to: Day?

  @Option(help: "Show only the records that this day broke, extended or tied.") var on: Day?

  @Option(help: ArgumentHelp("How many ranks are the top of the chart.", valueName: "ranks")) var top = 10

  @OptionGroup var epochs: EpochOptions

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func namesItsDays(upTo newest: Day) -> Bool { (on ?? to).map { $0 <= newest } == true }

  func validate() throws {
    if top < 1 { throw ValidationError("--top takes a number from 1 on") }
    if on != nil, to != nil { throw ValidationError("--on names the last day: give it without --to") }
    try DayOptions.validate(from, to)
    try DayOptions.validate(from, on, called: "--on")
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var question = RecordsQuestion(chart: chart, cutoff: past.cutoff)
    (question.from, question.to, question.on) = (from, to, on)
    (question.top, question.acrossEpochs) = (top, epochs.acrossEpochs)
    return Answer(try await workplace.answer(question).document)
  }
}
