import ArgumentParser
import LakeStore
import Operations

/// `marquee lake pull`.
struct LakePull: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Copy from another place what this lake lacks: from a bucket to a folder, or the other way.",
    discussion: """
      The same as `marquee lake push` in the other direction. Where there is no lake
      yet, this makes the other one's twin: both have the same id, and what is
      recorded in either can be pushed or pulled later.

      Example:
        marquee lake pull s3://charts/lake --lake data/lake
      """)

  @Argument(help: "The other place: a folder, or s3://bucket/prefix.", completion: .directory)
  var source: String

  @OptionGroup var copying: CopyOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let source = try await terminal.place(options.address(of: source))
    return try await copying.copy(from: source, to: workplace.place, workplace, terminal)
  }
}
