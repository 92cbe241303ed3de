import ArgumentParser
import History
import LakeStore
import Presentation
import RankingModel

/// `marquee chart`.
struct ChartCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart",
    abstract: "Show a chart on a day, with its movement against the published day before.",
    discussion: """
      A day without a published list is never filled with another day's: the
      nearest days are named, and the exit code is 14.

      Examples:
        marquee chart imdb-top10                  the last published day
        marquee chart imdb-top10 --on 2026-05-07 --or-before
        marquee chart imdb-top10 --on 2026-05-01 --as-of 2026-05-03
                                                  what was believed on 3 May
        marquee chart imdb-top10 --format csv > chart.csv
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Option(
    help: ArgumentHelp(
      "The day, as YYYY-MM-DD; the last published one where none is given.", valueName: "day"))
  var on: Day?

  @Flag(help: "Take the last published day before it where that day is not published.")
  var orBefore = false

  @OptionGroup var past: CutoffOptions

  @Option(help: ArgumentHelp("The day and the snapshot with this tag.", valueName: "name"))
  var tag: TagName?

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if tag != nil, on != nil || past.cutoff != Cutoff() || orBefore {
      throw ValidationError(
        "--tag names the day and the snapshot: give it without --on, --as-of, --captured-by and --or-before")
    }
  }

  func answer() async throws -> Answer {
    let reader = try await options.openReader()
    var question = ChartQuestion(chart: chart, day: on, orBefore: orBefore, cutoff: past.cutoff)
    if let tag {
      let snapshot = try reader.snapshot(tagged: tag)
      guard snapshot.chart == chart else {
        throw Failure(
          .noData, "the tag \(tag) is for \(snapshot.chart)", remedy: .showTags)
      }
      question.day = snapshot.day
      question.cutoff = Cutoff(asOf: snapshot.recordedAt, capturedBy: snapshot.capturedAt)
    }
    return Answer(try await question.answer(from: reader).document)
  }
}
