import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee publish`.
struct PublishCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Keep a copy of charts for query engines up to date.",
    discussion: """
      Writes Parquet by month and once more by item, JSON Lines by day, and a
      DuckLake catalogue. Each row says which list it comes from: recorded_at,
      state, version. The same lake gives the same bytes, and publishing again
      writes only what changed. New files come first, then the catalogue and the
      description that name them, so what was published before stays readable
      until then.

      Examples:
        marquee publish imdb-top250 --to published/
        marquee publish imdb-top250 hot100 --to s3://charts/published
      """)

  @Argument(help: "The charts.", completion: .custom(completeCharts)) var charts: [ChartName]

  @Option(
    help: ArgumentHelp("Where to publish to: a folder, or s3://bucket/prefix.", valueName: "place"),
    completion: .directory)
  var to: String

  @OptionGroup(title: GlobalOptions.title) var options: GlobalOptions

  func validate() throws {
    if to.isEmpty { throw ValidationError("--to names no place") }
  }

  func answer(_ workplace: Workplace, _ terminal: Terminal) async throws -> Answer {
    var publications: [Publication] = []
    let place = try terminal.files(at: to)
    for chart in Set(charts).sorted() { publications.append(try await workplace.publish(chart, to: place)) }
    return Answer(.published(publications), saying: publications.map(\.words).joined(separator: "\n"))
  }
}

extension Publication {
  /// A summary for people.
  fileprivate var words: String {
    let files =
      written.isEmpty && removed.isEmpty
      ? "nothing has changed" : "\(counted(written.count, "file")) written, \(removed.count) removed"
    let summary = "\(chart): \(counted(rows, "row")) of \(counted(days, "day")); \(files)."
    return ([summary] + ExportedFile.sentences(about: misfits, in: "Parquet")).joined(separator: " ")
  }
}
