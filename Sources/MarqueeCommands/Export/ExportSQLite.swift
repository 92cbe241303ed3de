import ArgumentParser
import Operations
import RankingModel

/// `marquee export sqlite`.
struct ExportSQLite: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "sqlite",
    abstract: "Write a SQLite database for all charts, with foreign keys and full-text search.",
    discussion: """
      Beside it stands metadata.json, which tells Datasette titles, licence and
      source:
        datasette films.sqlite -m metadata.json

      Examples:
        marquee export sqlite imdb-top250 --output films.sqlite
        marquee export sqlite imdb-top250 hot100 --columns all --output out/
      """)

  @OptionGroup var export: ExportOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if export.output == "-" { throw ValidationError("SQLite goes to a file: name it with --output") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    try await export.answer(workplace, terminal, as: .sqlite)
  }
}
