import ArgumentParser

/// `marquee lake`.
struct LakeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lake",
    abstract: "Verify, repair and rebuild a lake; forget what is superseded; collect what is unused.",
    discussion: """
      What was stored is removed by `forget` and `gc` alone, and by both only
      after a plan that --dry-run prints.

      Examples:
        marquee lake verify                       names, sizes, catalogue; fast
        marquee lake verify --read-data           every byte
        marquee lake repair --dry-run             what can be had again, and what is lost
        marquee lake forget --keep-last 1 --keep-monthly 12
        marquee lake gc                           marks; a day later removes
      """,
    subcommands: [
      LakeVerify.self, LakeRepairCommand.self, LakeRebuild.self, LakeForget.self, LakeCollect.self,
      LakeUndelete.self,
    ])
}
