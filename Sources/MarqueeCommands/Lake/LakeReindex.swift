import ArgumentParser
import LakeStore
import Presentation
import RankingModel

/// `marquee lake reindex`.
struct LakeReindex: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "reindex",
    abstract: "Make the catalogue anew from the lake's records and objects.",
    discussion: """
      Every question is answered as before; where a version is lost, nothing is
      done, and `marquee lake repair` comes first. Runs, dead letters, budgets and
      decisions are in the lake's records, so they come back too where
      work.sqlite is gone.
      """)

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try await LakeRepair(options.place, options: options.lakeOptions).reindex()
    // Opening for writing brings the work state back where it is gone.
    return Answer(.contents(try await WorkSession.with(options) { try $0.lake.reader.contents() }))
  }
}
