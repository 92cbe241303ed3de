import ArgumentParser
import Pipeline
import Presentation
import RankingModel

/// `marquee job check`.
struct JobCheck: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Name every mistake in job files, with its line and column.",
    discussion: """
      Examples:
        marquee job check imdb-top10
        marquee job check jobs/*.yaml
      """)

  @Argument(help: "Jobs by name, or paths of job files.", completion: .custom(completeJobs))
  var files: [String]

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    var rows: [[Cell]] = []
    var lines: [Document.Block] = []
    for job in files {
      let path = try file(of: job)
      let diagnostics = JobCheck.diagnostics(in: path)
      rows += diagnostics.map { diagnostic in
        [
          Cell(path), Cell(diagnostic.line), Cell(diagnostic.column), Cell(diagnostic.message),
          Cell(diagnostic.hint),
        ]
      }
      lines +=
        diagnostics.isEmpty
        ? [.text("\(path): no mistake")] : diagnostics.map { .text($0.text(path: path)) }
    }
    let records = Table(
      columns: ["file", "line", "column", "message", "hint"].map { Column($0) }, rows: rows)
    return Answer(
      Document(json: .array(rows.map(records.object(of:))), records: records, page: lines),
      status: rows.isEmpty ? .success : .definition)
  }

  private func file(of job: String) throws(Failure) -> String {
    do throws(JobFolderError) { return try options.jobs.file(of: job) } catch {
      throw Failure(.definition, error.description, remedy: .showJobs)
    }
  }

  private static func diagnostics(in path: String) -> [JobDiagnostic] {
    do throws(JobFileError) {
      _ = try JobFile.read(path)
      return []
    } catch {
      guard error.diagnostics.isEmpty else { return error.diagnostics }
      return [JobDiagnostic(line: 0, column: 0, message: error.reason ?? "it cannot be read")]
    }
  }
}
