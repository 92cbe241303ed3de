import ArgumentParser
import History
import LakeStore
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

  func answer() async throws -> Answer {
    let reader = try await options.openReader()
    let question = VersionQuestion(chart: chart, day: on, cutoff: past.cutoff)
    let tagged = try tagged(reader)
    let answer =
      if let name = tagged ?? id { try await question.answer(named: name, from: reader) } else {
        try await question.answer(from: reader)
      }
    try options.context.output.write(answer.bytes)
    return Answer()
  }

  /// The name of the version that `id` is a tag of; `nil` where it is none.
  private func tagged(_ reader: LakeReader) throws(Failure) -> String? {
    guard let name = id.flatMap({ TagName($0) }) else { return nil }
    return try reader.tags().first { $0.name == name && $0.chart == chart }?.version?.description
  }
}
