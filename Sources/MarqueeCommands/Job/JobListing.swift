import ArgumentParser
import JSON
import Jobs
import Pipeline
import Presentation
import RankingModel

/// `marquee job list`.
struct JobListing: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the jobs in the folder of job files.")

  @OptionGroup var options: GlobalOptions

  func answer() async throws -> Answer {
    let folder = options.jobs
    let rows = try folder.names().map { name in JobListing.row(name, folder) }
    let table = Table(
      columns: [
        Column("job"), Column("chart"), Column("title", isFlexible: true), Column("file"),
        Column("mistakes"),
      ], rows: rows)
    return Answer(Document(table, empty: "there is no job in \(folder.path)"))
  }

  private static func row(_ name: String, _ folder: JobFolder) -> [Cell] {
    let file = folder.file(named: name)
    do {
      let definition = try JobFile.read(file)
      return [
        Cell(name), Cell(definition.chart.description), Cell(definition.title), Cell(file), Cell(0),
      ]
    } catch {
      return [
        Cell(name), Cell(.null), Cell(.null), Cell(file),
        // A file that cannot be read at all counts as one.
        Cell(max(1, error.diagnostics.count), tone: .bad),
      ]
    }
  }
}
