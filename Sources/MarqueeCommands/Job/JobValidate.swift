import ArgumentParser
import JSON
import Jobs
import Operations
import Presentation

/// `marquee job validate`.
struct JobValidate: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Validate job files: every mistake with its line and column.",
    discussion: """
      Examples:
        marquee job validate imdb-top10
        marquee job validate jobs/*.yaml
      """)

  @Argument(help: "Jobs by name, or paths of job files.", completion: .custom(completeJobs))
  var files: [String]

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  var usesLake: Bool { false }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    let checked = try workplace.checkJobs(files)
    let records = Table(
      columns: ["file", "line", "column", "message", "hint"].map { Column($0) },
      rows: checked.flatMap { job in
        job.diagnostics.map {
          [Cell(job.file), Cell($0.line), Cell($0.column), Cell($0.message), Cell($0.hint)]
        }
      })
    let lines = checked.flatMap { job in
      job.diagnostics.isEmpty ? ["\(job.file): valid"] : job.diagnostics.map { $0.text(path: job.file) }
    }
    return Answer(
      Document(
        json: .array(records.rows.map(records.object(of:))), records: records, page: lines.map { .text($0) }),
      status: records.rows.isEmpty ? .success : .definition)
  }
}
