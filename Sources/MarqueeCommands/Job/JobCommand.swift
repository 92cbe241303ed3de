import ArgumentParser

/// `marquee job`.
struct JobCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "List the jobs, look for mistakes in job files, and show presets.",
    subcommands: [JobList.self, JobValidate.self, JobPreset.self],
    defaultSubcommand: JobList.self)
}
