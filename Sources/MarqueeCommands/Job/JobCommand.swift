import ArgumentParser

/// `marquee job`.
struct JobCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "List the jobs; draft, try out and validate job files; show presets and the reference.",
    subcommands: [
      JobList.self, JobNew.self, JobTry.self, JobValidate.self, JobPreset.self, JobSchema.self,
    ],
    defaultSubcommand: JobList.self)
}
