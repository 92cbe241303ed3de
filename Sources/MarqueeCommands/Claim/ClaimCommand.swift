import ArgumentParser

/// `marquee claim`.
struct ClaimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim",
    abstract: "Keep a question with the answer that was published, and learn when it no longer holds.",
    discussion: """
      Every run, backfill, replay and decision about a chart tells which of its
      claims no longer hold, since when and why; `claim check` also says what
      differs.

        marquee claim add "Five weeks on top" history imdb-top10 "The Godfather"
        marquee claim check
      """,
    subcommands: [ClaimAdd.self, ClaimList.self, ClaimShow.self, ClaimCheckCommand.self, ClaimRemove.self],
    defaultSubcommand: ClaimList.self)
}
