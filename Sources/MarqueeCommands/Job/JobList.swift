import ArgumentParser
import JSON
import Jobs
import Operations
import Presentation
import RankingModel

/// `marquee job list`.
struct JobList: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the jobs in the folder of job files.")

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let table = Table(
      try workplace.listJobs(),
      ItemColumn("job") { Cell($0.name) },
      ItemColumn("chart") { Cell($0.job.definition?.chart.description) },
      ItemColumn("title", isFlexible: true) { Cell($0.job.definition?.title) },
      ItemColumn("file") { Cell($0.job.file) },
      ItemColumn("mistakes") {
        Cell($0.job.diagnostics.count, tone: $0.job.definition == nil ? .bad : .plain)
      })
    return Answer(Document(table, empty: "there is no job in \(workplace.jobs.path)"))
  }
}
