import ArgumentParser
import Operations
import Presentation

/// `marquee lake reindex`.
struct LakeReindex: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "reindex",
    abstract: "Rebuild the catalogue from the lake's records and objects.",
    discussion: """
      Every question is answered as before; where a version is lost, nothing is
      done, and `marquee lake repair` comes first. Runs, dead letters, budgets and
      decisions are in the lake's records, so they come back too where
      work.sqlite is gone.
      """)

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.contents(try await workplace.reindex()))
  }
}
