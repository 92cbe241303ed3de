import ArgumentParser
import JSON
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
    let misfits = misfits.sorted { $0.key < $1.key }.map { name, count in
      " \(counted(count, "value")) of \(name) \(count == 1 ? "is" : "are") of another type and null in Parquet."
    }
    let files =
      written.isEmpty && removed.isEmpty
      ? "nothing has changed" : "\(counted(written.count, "file")) written, \(removed.count) removed"
    return "\(chart): \(counted(rows, "row")) of \(counted(days, "day")); \(files)." + misfits.joined()
  }
}

extension Document {
  /// The files that were written or removed, one row each.
  fileprivate static func published(_ publications: [Publication]) -> Document {
    let changes = publications.flatMap { publication in
      publication.written.map { (publication.chart, "written", $0.path, Int?.some($0.bytes)) }
        + publication.removed.map { (publication.chart, "removed", $0, Int?.none) }
    }
    let table = Table(
      changes,
      ItemColumn("chart") { Cell($0.0.description) }, ItemColumn("change") { Cell($0.1) },
      ItemColumn("path", isFlexible: true) { Cell($0.2) },
      ItemColumn("bytes", alignment: .right) { Cell($0.3) })
    var document = Document(table, empty: "nothing has changed")
    document.json = [
      "publications": .array(
        publications.map { publication in
          [
            "chart": .string(publication.chart.description), "to": .string(publication.location),
            "description": .string(publication.description), "catalogue": .string(publication.catalogue),
            "days": JSONValue(publication.days), "rows": JSONValue(publication.rows),
            "written": .array(
              publication.written.map { ["path": .string($0.path), "bytes": JSONValue($0.bytes)] }),
            "removed": .array(publication.removed.map { .string($0) }),
          ]
        })
    ]
    return document
  }
}
