import ArgumentParser
import Operations
import RankingModel

/// `marquee export parquet`.
struct ExportParquet: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "parquet",
    abstract: "Write Apache Parquet: a file a chart, its rows in groups of whole months.",
    discussion: """
      The files name the licence and the attribution of the data in their metadata.

      Examples:
        marquee export parquet imdb-top250 --output out/
        marquee export parquet imdb-top250 --sorted-by-item --output top250.parquet
      """)

  @OptionGroup var export: ExportOptions

  @Flag(help: "Put the rows in the order of id and day: a smaller file, quick to ask about one item.")
  var sortedByItem = false

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if export.output == "-" { throw ValidationError("Parquet goes to a file: name it with --output") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await export.answer(workplace, terminal, as: .parquet) { $0.isSortedByItem = sortedByItem }
  }
}
