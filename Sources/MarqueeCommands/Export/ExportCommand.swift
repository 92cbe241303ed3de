import ArgumentParser
import Operations
import Presentation
import RankingModel

/// `marquee export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the rows of published days for other programs.",
    discussion: """
      Rows stand in the order of day, rank and id. The same lake gives the same
      bytes. Beside the files stands datapackage.json: columns, licence,
      attribution, sizes and hashes. All files move into place together once
      they are complete. Files of earlier exports are replaced, other files are not.

      Examples:
        marquee export parquet imdb-top250 --output out/
        marquee export jsonl imdb-top250 hot100 --output out/ --from 2025-01-01
        marquee export csv imdb-top10 --columns day,rank,title --output top10.csv
        marquee export sqlite imdb-top250 --columns all --output films.sqlite
      """,
    subcommands: [ExportParquet.self, ExportJSONLines.self, ExportCSV.self, ExportSQLite.self])
}

/// The charts and rows to export, and the target.
struct ExportOptions: ParsableArguments {
  @Argument(help: "The charts.", completion: .custom(completeCharts)) var charts: [ChartName]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A folder, or a file with the usual ending; of CSV and JSON Lines also - for standard output.",
      valueName: "path"),
    completion: .directory)
  var output: String

  @Option(help: "The first day, as YYYY-MM-DD; the first there is where none is given.") var from: Day?

  @Option(help: "The last day, as YYYY-MM-DD; the last there is where none is given.") var to: Day?

  @OptionGroup var past: CutoffOptions

  @Option(
    help: ArgumentHelp(
      "The columns, in order: any field of entries among them, or all (default: chart,day,rank,id,title and the measures).",
      valueName: "names"))
  var columns: ColumnNames?

  @Flag(help: "Replace files that no export made.") var force = false

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output names no place") }
    try DayOptions.validate(from, to)
  }

  /// Exports in the form `form`.
  func answer(
    _ workplace: Workplace, _ terminal: Terminal, as form: ExportRequest.Form,
    _ change: (inout ExportRequest) -> Void = { _ in }
  ) async throws -> Answer {
    let output = terminal.context.output
    let target: ExportRequest.Target =
      self.output == "-"
      ? .stream { bytes throws(Failure) in try output.write(bytes) } : .path(self.output)
    var request = ExportRequest(charts, as: form, to: target)
    (request.from, request.to, request.cutoff) = (from, to, past.cutoff)
    request.columns = columns?.names ?? []
    request.replacesOthers = force
    change(&request)
    let files = try await workplace.export(request)
    return self.output == "-" ? Answer() : Answer(.exported(files), saying: ExportedFile.words(files))
  }
}

extension ExportedFile {
  /// A sentence for each column that some values did not fit; `nil` if all values fit.
  static func words(_ files: [ExportedFile]) -> String? {
    let words = files.flatMap { sentences(about: $0.misfits, in: $0.path) }
    return words.isEmpty ? nil : words.joined(separator: "\n")
  }

  /// One sentence for each column in `misfits`, sorted by name: how many values were of another type and are null in `file`.
  static func sentences(about misfits: [String: Int], in file: String) -> [String] {
    misfits.sorted { $0.key < $1.key }.map { name, count in
      "\(counted(count, "value")) of \(name) \(count == 1 ? "is" : "are") of another type and null in \(file)."
    }
  }
}
