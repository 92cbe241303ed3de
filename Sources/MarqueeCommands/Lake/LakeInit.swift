import ArgumentParser
import LakeStore
import Pipeline
import Presentation
import RankingModel

/// `marquee lake init`.
struct LakeInit: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make an empty lake, for yourself or for a group.",
    discussion: """
      Without this command the first run makes a lake that its owner alone can
      read. With --group the members of a group read it, and run jobs on it by
      turns: its folders pass their group on, and what is kept for ever can be
      changed by nobody.

      Example:
        marquee lake init --group charts --lake /srv/charts/lake
      """)

  @Option(help: ArgumentHelp("The group whose members share the lake.", valueName: "name"))
  var group: String?

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    try Lake.prepareFolder(options.lake, group: group)
    return Answer(
      .contents(try await WorkSession.with(options, makesLake: true) { try $0.lake.reader.contents() }))
  }
}
