import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee versions`.
struct VersionsCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions",
    abstract: "Show all that was recorded for a day, and what each correction and decision changed.",
    discussion: """
      A snapshot is held against the list that was published before it; a
      decision shows what was published after it.

      Examples:
        marquee versions imdb-top10 2026-05-01
        marquee versions imdb-top10 2026-05-01 --as-of 2026-05-03 --format json
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(help: "The day, as YYYY-MM-DD.") var day: Day

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func namesItsDays(upTo newest: Day) -> Bool { true }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let question = DayVersionsQuestion(chart: chart, day: day, cutoff: past.cutoff)
    return Answer(try await workplace.answer(question).document)
  }
}
