import ArgumentParser
import History
import Operations
import Presentation

/// `marquee snapshot cat`.
struct SnapshotCat: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat",
    abstract: "Write a day's JSON document, byte for byte what the lake holds.",
    discussion: """
      The document's SHA-256 is the version's name:
        marquee snapshot cat imdb-top10 --day 2026-05-01 | sha256sum
      """)

  @OptionGroup var choice: SnapshotChoice

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if ![.table, .json].contains(options.format) {
      throw ValidationError(
        "the document is JSON, written as the lake holds it: give no --format, or ask marquee chart for rows")
    }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let answer = try await workplace.answer(choice.question, named: choice.id)
    try terminal.context.output.write(answer.bytes)
    return Answer()
  }
}
