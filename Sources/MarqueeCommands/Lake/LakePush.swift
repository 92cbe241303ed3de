import ArgumentParser
import LakeStore
import Operations

/// `marquee lake push`.
struct LakePush: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "push",
    abstract: "Copy to another place what it lacks of the lake: from a folder to a bucket, or the other way.",
    discussion: """
      Every file is read and held against its name before it is copied, objects
      before the records that name them. Nothing at the other place is replaced.
      After an interruption the same command goes on. It may run beside writers.

      Examples:
        marquee lake push s3://charts/lake --s3-region eu-central-1
        marquee lake push /mnt/disk/lake --dry-run
      """)

  @Argument(help: "The other place: a folder, or s3://bucket/prefix.", completion: .directory)
  var target: String

  @OptionGroup var copying: CopyOptions

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let target = try await terminal.place(options.address(of: target))
    return try await copying.copy(from: workplace.place, to: target, workplace, terminal)
  }
}
