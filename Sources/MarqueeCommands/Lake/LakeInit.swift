import ArgumentParser
import Operations
import Presentation

/// `marquee lake init`.
struct LakeInit: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make an empty lake, for yourself or for a group.",
    discussion: """
      Without this command the first run makes a lake that its owner alone can
      read. With --group the members of a group read it and run jobs on it,
      those of one chart by turns: its folders pass their group on, and nobody can
      change permanent files. For a lake in a bucket, the bucket's policy says who
      may use it.

      Examples:
        marquee lake init --group charts --lake /srv/charts/lake
        marquee lake init --lake s3://charts/lake --s3-region eu-central-1
      """)

  @Option(help: ArgumentHelp("The group whose members share the lake.", valueName: "name")) var group: String?

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.contents(try await workplace.makeLake(group: group)))
  }
}
