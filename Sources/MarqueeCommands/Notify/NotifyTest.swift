import ArgumentParser
import Operations
import Presentation

/// `marquee notify test JOB`.
struct NotifyTest: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Send a test notice over each channel of a job.",
    discussion: """
      No lake is needed. A ping hears of the test as of a good run; its address for
      failures is not asked for. The exit code is 21 where a channel could not be
      told.
      """)

  @Argument(
    help: "The job's name (jobs/NAME.yaml) or the path of its file.", completion: .custom(completeJobs))
  var job: String

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let tests = try await workplace.testNotices(of: job)
    return Answer(.channelTests(tests), status: tests.contains { $0.problem != nil } ? .source : .success)
  }
}
