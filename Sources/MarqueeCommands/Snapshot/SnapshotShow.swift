import ArgumentParser
import Operations
import Presentation

/// `marquee snapshot show`.
struct SnapshotShow: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a snapshot's record: its state, its three times, its version, and what it was made from.",
    discussion: """
      For a day that is not published, it shows the snapshot that stands for it.

      Examples:
        marquee snapshot show imdb-top10                     the last published day
        marquee snapshot show imdb-top10 --day 2026-05-01 --format csv
                                                             its raw objects
      """)

  @OptionGroup var choice: SnapshotChoice

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.snapshot(try await workplace.snapshot(choice.question, named: choice.id)))
  }
}
