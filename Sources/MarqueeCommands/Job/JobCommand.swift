import ArgumentParser

/// `marquee job`.
struct JobCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "List the jobs, and look for mistakes in job files.",
    subcommands: [JobList.self, JobValidate.self],
    defaultSubcommand: JobList.self)
}
