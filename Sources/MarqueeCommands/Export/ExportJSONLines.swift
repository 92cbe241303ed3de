import ArgumentParser
import Operations
import RankingModel

/// `marquee export jsonl`.
struct ExportJSONLines: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "jsonl",
    abstract: "Write JSON Lines: a folder a day (day=YYYY-MM-DD), in it a file a chart.",
    discussion: """
      Into a file or to standard output the lines of all days go one after the other.
      In a folder, files of an earlier export are removed for days in the range asked
      for that are published no longer.

      Examples:
        marquee export jsonl imdb-top250 hot100 --output out/
        marquee export jsonl imdb-top250 --output - | head
      """)

  @OptionGroup var export: ExportOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await export.answer(workplace, terminal, as: .jsonl)
  }
}
