import ArgumentParser
import Operations
import RankingModel

/// `marquee export csv`.
struct ExportCSV: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "csv",
    abstract: "Write CSV: in a folder a file a chart; one file for all, or standard output.",
    discussion: """
      Texts that a spreadsheet would run as a formula get an apostrophe before them,
      unless --no-escape is given.

      Examples:
        marquee export csv imdb-top10 --output top10.csv
        marquee export csv imdb-top10 --columns all --output - > top10.csv
      """)

  @OptionGroup var export: ExportOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await export.answer(workplace, terminal, as: .csv) { $0.isRaw = options.noEscape }
  }
}
