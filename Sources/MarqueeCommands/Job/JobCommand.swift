import ArgumentParser

/// `marquee job`.
struct JobCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "List the jobs, and check job files.",
    subcommands: [JobListing.self, JobCheck.self],
    defaultSubcommand: JobListing.self)
}
