import ArgumentParser

/// `marquee run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a job for a day, and look at past runs.",
    discussion: """
      marquee run JOB runs today's job: it fetches the list, enriches and checks it, and publishes the day.
      A run that was killed goes on where it stopped when the same command is given again.

      Examples:
        marquee run imdb-top10
        marquee run imdb-top10 --day 2026-05-01
        marquee run imdb-top10 --replay --from 2026-05-01 --to 2026-05-31
        marquee run list
      All options of marquee run JOB: marquee help run start
      """,
    subcommands: [RunStart.self, RunList.self, RunShow.self],
    defaultSubcommand: RunStart.self)
}
