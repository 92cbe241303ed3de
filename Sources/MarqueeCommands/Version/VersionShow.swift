import ArgumentParser
import History
import Operations
import Presentation
import RankingModel

/// `marquee version show`.
struct VersionShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Write a day's JSON document, byte for byte what the lake holds.",
    discussion: """
      The document's SHA-256 is the version's name:
        marquee version show imdb-top10 --on 2026-05-01 | sha256sum
      """)

  @Argument(help: "The chart.", completion: .custom(completeCharts))
  var chart: ChartName

  @Option(
    help: ArgumentHelp(
      "The day, as YYYY-MM-DD; the last published one where none is given.", valueName: "day"))
  var on: Day?

  @OptionGroup var past: CutoffOptions

  @Option(
    help: ArgumentHelp(
      "The version with this name, or with a name that starts so, or of the snapshot with this tag; published or not.",
      valueName: "digits|tag"))
  var id: String?

  @OptionGroup var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let question = VersionQuestion(chart: chart, day: on, cutoff: past.cutoff)
    try terminal.context.output.write(try await workplace.answer(question, named: id).bytes)
    return Answer()
  }
}
