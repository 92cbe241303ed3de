import ArgumentParser
import Operations
import Presentation

/// `marquee job list`.
struct JobList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the jobs in the folder of job files.")

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    Answer(.jobs(try workplace.listJobs(), in: workplace.jobs.path))
  }
}
