import ArgumentParser

/// `marquee runs`.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Look at past runs and at those that have not ended.",
    discussion: """
      Examples:
        marquee runs                              the last 50, the newest first
        marquee runs --chart imdb-top10 --day 2026-05-01
        marquee runs show 20260501T033000-3f5a    steps, items, findings
      """,
    subcommands: [RunsList.self, RunsShow.self],
    defaultSubcommand: RunsList.self)
}
