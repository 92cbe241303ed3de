import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee diff`.
struct DiffCommand: ClaimableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what entered, left and moved on a chart from one day to another.",
    discussion: """
      The first day may be the later one: then the change is told backwards.

      Examples:
        marquee diff imdb-top10 2026-05-01 2026-05-07
        marquee diff imdb-top10 2025-12-31 2026-05-07 --or-before --format json
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(help: "The day to compare with, as YYYY-MM-DD.") var from: Day

  @Argument(help: "The day that is compared.") var to: Day

  @Flag(help: "Take the last published day before each where that day is not published.") var orBefore = false

  @OptionGroup var past: CutoffOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var namedChart: ChartName? { chart }

  func namesItsDays(upTo newest: Day) -> Bool { !orBefore }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let question = DiffQuestion(chart: chart, from: from, to: to, orBefore: orBefore, cutoff: past.cutoff)
    do { return Answer(try await workplace.answer(question).document) } catch var failure as Failure {
      // In this command days are arguments, and there is --or-before.
      if case .askForDay(let day, _) = failure.remedy {
        failure.remedy = .words("ask for \(day), or add --or-before")
      }
      throw failure
    }
  }
}
