import ArgumentParser

/// `marquee run`.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a job for a day, and look at past runs.",
    discussion: """
      marquee run JOB runs today's job: it fetches the list, enriches and checks it, and publishes the day.
      A run that was killed goes on where it stopped when the same command is given again.
      """,
    subcommands: [RunStart.self, RunList.self, RunShow.self],
    defaultSubcommand: RunStart.self)
}
