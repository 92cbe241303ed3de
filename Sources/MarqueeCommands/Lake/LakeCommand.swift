import ArgumentParser

/// `marquee lake`.
struct LakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lake",
    abstract:
      "Make, copy, check, repair and reindex a lake; take its digest; forget what is superseded; prune what is unused.",
    discussion: """
      What was stored is removed by `forget` and `prune` alone, and by both only
      after a plan that --dry-run prints.

      Examples:
        marquee lake init --group charts          a lake for the members of a group
        marquee lake check                        names, sizes, catalogue; fast
        marquee lake check --read-data            every byte
        marquee lake digest                       one hash of all records
        marquee lake repair --dry-run             what can be recovered, what is lost
        marquee lake forget --keep-last 1 --keep-monthly 12
        marquee lake prune                        marks; a day later removes
        marquee lake push s3://charts/lake        what a bucket lacks of it
      """,
    subcommands: [
      LakeInit.self, LakeCheckCommand.self, LakeDigestCommand.self, LakeRepairCommand.self, LakeReindex.self,
      LakeForget.self, LakePrune.self, LakeRestore.self, LakePush.self, LakePull.self,
    ])
}
