import ArgumentParser
import History
import LakeStore
import Operations
import Presentation
import RankingModel

/// `marquee trace`.
struct TraceCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract:
      "Show what led to a day, or to an item's row: the capture, the raw bytes, the job file, the run, decisions.",
    discussion: """
      With --verify the source is asked, through the job file at hand, for the same
      list again. That it has other bytes now is no damage: the stored ones stay.
      The exit code is 0 where it has the same bytes, 12 where it has others, 13
      where it has none any longer, and 21 where it could not be asked.

      Examples:
        marquee trace imdb-top10 2026-05-01
        marquee trace imdb-top10 2026-05-01 "The Godfather" --json
        marquee trace imdb-top10 2026-05-01 --verify
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts)) var chart: ChartName

  @Argument(help: "The day, as YYYY-MM-DD.") var day: Day

  @Argument(help: "An id, an address with the id in it, a title, or a part of a title.") var item: String?

  @OptionGroup var past: CutoffOptions

  @Flag(help: "Fetch the list again, and compare it with the stored one.") var verify = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let question = TraceQuestion(chart: chart, day: day, item: item, cutoff: past.cutoff)
    let trace = try await workplace.trace(question, asksSource: verify)
    let lake = workplace.place.name
    var answer = Answer(.trace(trace, lake: lake, isInBucket: LakeAddress(text: lake).isBucket))
    switch trace.source {
    case .same: answer.words = "the source has the same bytes"
    case .different:
      (answer.words, answer.status) = (
        "the source has other bytes now; the lake keeps the ones above", .failedDay
      )
    case .gone:
      (answer.words, answer.status) = ("the source no longer has this list", .missingDay)
    case nil: break
    }
    return answer
  }
}
