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

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let answer = try await workplace.answer(choice.question, named: choice.id)
    try terminal.context.output.write(answer.bytes)
    return Answer()
  }
}
