import Exports
import Glibc
import History
import JSON
import LakeStore
public import RankingModel
import Storage

/// What is written out of the lake for other programs: the rows of published days.
public struct ExportRequest: Sendable {
  /// The form of the files.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// Apache Parquet, a file a chart.
    case parquet
    /// JSON Lines, a file a chart and day, in a folder a day.
    case jsonl
    /// CSV, a file a chart, or one for all.
    case csv
    /// One SQLite database for all charts.
    case sqlite
  }

  /// Where it goes.
  public enum Target: Sendable {
    /// A folder; or a file where the path ends as files of the form do. Descriptions of the data stand beside.
    case path(String)
    /// To whoever takes the bytes: rows of all charts, one after the other, and no description.
    case stream(@Sendable ([UInt8]) throws(Failure) -> Void)
  }

  /// The charts, in any order.
  public var charts: [ChartName]
  /// The form.
  public var form: Form
  /// Where it goes.
  public var target: Target
  /// The first day that counts; `nil` for the first there is.
  public var from: Day?
  /// The last day that counts; `nil` for the last there is.
  public var to: Day?
  /// What counts.
  public var cutoff = Cutoff()
  /// The columns: the usual ones where none is named, these and all other fields where the one name is `all`.
  public var columns: [String] = []
  /// Of Parquet: whether rows stand by item and not by day.
  public var isSortedByItem = false
  /// Of CSV: whether texts stand as they are, even those that a spreadsheet would run as a formula.
  public var isRaw = false

  /// All days of `charts`.
  public init(_ charts: [ChartName], as form: Form, to target: Target) {
    (self.charts, self.form, self.target) = (charts, form, target)
  }
}

/// A file of an export.
public struct ExportedFile: Sendable, Hashable {
  /// Its path; of files that lie in a folder a day, a pattern that names them all.
  public var path: String
  /// How many rows it has; `nil` where it describes others.
  public var rows: Int?
  /// How many bytes it has.
  public var bytes: Int
}

extension Workplace {
  /// Writes rows of published days for other programs. The same state of the lake gives the same bytes.
  ///
  /// All files take their places together, once they are whole; what stood there before is replaced, and nothing is where the export
  /// was stopped or failed.
  ///
  /// - Returns: the files; none where rows went to a stream.
  /// - Throws: a `noData` failure where a chart has no published day in the range, `usage` where a column or the place does not
  ///   fit, `storage` where the disk refuses, `interrupted` where the task was cancelled.
  public func export(_ request: ExportRequest) async throws -> [ExportedFile] {
    try request.refuse(lake: place.folder)
    let reader = try await reader()
    let version = options.program ?? "unknown"
    let task = Task {
      var charts: [ScannedChart] = []
      for chart in Set(request.charts).sorted() {
        let question = RowsQuestion(
          chart: chart, from: request.from, to: request.to, cutoff: request.cutoff)
        charts.append(try await ScannedChart(try question.answer(from: reader)))
      }
      try request.requireColumns(of: charts)
      return try await ExportWriter(request: request, charts: charts, version: version).write()
    }
    let ended = whileWorking { task.cancel() }
    defer { ended() }
    do {
      return try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        task.cancel()
      }
    } catch { throw Failure(exporting: error) }
  }
}

extension ExportRequest {
  /// Refuses to write into the folder of the lake, where nothing of an export belongs.
  fileprivate func refuse(lake folder: String) throws(Failure) {
    guard case .path(let path) = target, let lake = ExportRequest.resolved(folder) else { return }
    // What is to be made stands in the nearest folder that is there.
    var place = path
    while ExportRequest.resolved(place) == nil, ![".", "/"].contains(place) { place = parent(of: place) }
    guard let found = ExportRequest.resolved(place), found == lake || found.hasPrefix("\(lake)/") else {
      return
    }
    throw Failure(
      .usage, "\(path) is in the folder of the lake", remedy: .words("export to a folder of its own"))
  }

  /// The path of what `path` leads to; `nil` where there is nothing.
  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Refuses names that are no column of any of `charts`, and those that stand twice.
  fileprivate func requireColumns(of charts: [ScannedChart]) throws(Failure) {
    let known = ExportTable(charts, columns: ["all"]).columns.map(\.name)
    guard columns != ["all"] else { return }
    for (place, name) in columns.enumerated() {
      if columns[..<place].contains(name) { throw Failure(.usage, "the column \"\(name)\" is named twice") }
      if !known.contains(name) { throw Failure(unknownColumn: name, among: known) }
    }
  }
}

extension Failure {
  /// What became of an export that could not be ended.
  fileprivate init(exporting error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case is CancellationError:
      self.init(
        .interrupted, "the export was interrupted; the files that were there before stay", remedy: .tryAgain)
    case let error as FileSystemError:
      let remedy: Remedy =
        switch error.code {
        case ENOSPC, EDQUOT: .freeSpace
        case EMFILE, ENFILE: .moreOpenFiles
        case EIO: .lookAtDisk
        default: .words("export to another place")
        }
      self.init(.storage, "the export could not be stored: \(error)", remedy: remedy)
    default: self.init(database: "the export", error)
    }
  }
}
