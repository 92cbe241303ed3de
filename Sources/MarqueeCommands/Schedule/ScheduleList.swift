import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee schedule list`.
struct ScheduleList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List jobs and maintenance: when they are due, what came of them last, when they are next.")

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var failures: [Failure] = []
    let items = try await workplace.scheduledItems { failures.append(Failure(.definition, $0)) }
    var answer = Answer(.schedule(items, jobs: workplace.jobs.path))
    answer.failures = failures
    return answer
  }
}
