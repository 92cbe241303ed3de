import ArgumentParser
import JSON
import Operations
import Presentation
import RankingModel

/// `marquee notify test JOB`.
struct NotifyTest: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Send a test notice over each channel of a job.",
    discussion: """
      No lake is needed. A ping hears of the test as of a good run; its address for failures is not asked for. The
      exit code is 21 where a channel could not be told.
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

extension Document {
  /// The results of test notices, one row per channel.
  static func channelTests(_ tests: [ChannelTest]) -> Document {
    let table = Table(
      tests,
      ItemColumn("channel") { Cell($0.kind) },
      ItemColumn("address") { Cell($0.address) },
      ItemColumn("result") {
        Cell($0.problem == nil ? "sent" : "failed", tone: $0.problem == nil ? .good : .bad)
      },
      ItemColumn("seconds", alignment: .right) { test in
        Cell(.double(Double(test.time.milliseconds) / 1000), shown: test.time.secondsText)
      },
      ItemColumn("reason", isFlexible: true) { Cell($0.problem) })
    return Document(table.counting("channel"), empty: "nobody is told")
  }
}
