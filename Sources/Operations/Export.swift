import Exports
import Glibc
import History
import JSON
import Jobs
import LakeStore
public import RankingModel
import Storage

/// A request to export the rows of published days to files for other programs.
public struct ExportRequest: Sendable {
  /// The form of the files.
  public enum Form: String, Sendable, Hashable, CaseIterable {
    /// Apache Parquet, one file per chart.
    case parquet
    /// JSON Lines, one file per chart and day, in one folder per day.
    case jsonl
    /// CSV, one file per chart, or one file for all charts.
    case csv
    /// One SQLite database for all charts.
    case sqlite
  }

  /// Where it goes.
  public enum Target: Sendable {
    /// A folder, or a file if the path has an extension of the form. Files that describe the data are written beside the rows.
    case path(String)
    /// A function that takes the bytes: the rows of all charts, one after the other, without a description.
    case stream(@Sendable ([UInt8]) throws(Failure) -> Void)
  }

  /// The charts, in any order.
  public var charts: [ChartName]
  /// The form.
  public var form: Form
  /// Where it goes.
  public var target: Target
  /// The first day that counts; `nil` for the first known day.
  public var from: Day?
  /// The last day that counts; `nil` for the last known day.
  public var to: Day?
  /// The instants up to which records and captures count.
  public var cutoff = Cutoff()
  /// The columns. Empty for the usual ones; `["all"]` for the usual ones and all other fields.
  public var columns: [String] = []
  /// For Parquet: whether rows are sorted by item instead of by day.
  public var isSortedByItem = false
  /// Whether existing files may be replaced that no export has made.
  public var replacesOthers = false
  /// For CSV: whether texts are written unchanged, even texts that a spreadsheet would run as a formula.
  public var isRaw = false

  /// All days of `charts`.
  public init(_ charts: [ChartName], as form: Form, to target: Target) {
    (self.charts, self.form, self.target) = (charts, form, target)
  }
}

/// A file of an export.
public struct ExportedFile: Sendable, Hashable {
  /// The path of the file. For files in one folder per day, a pattern that matches all of them.
  public var path: String
  /// How many rows the file has; `nil` for a file that describes others.
  public var rows: Int?
  /// The size of the file in bytes.
  public var bytes: Int
  /// How many values did not fit their column, by the column's name. They are null in the file.
  public var misfits: [String: Int] = [:]
}

extension Workplace {
  /// Writes rows of published days for other programs. The same state of the lake gives the same bytes.
  ///
  /// All files move into place together once they are complete, and replace what an export wrote there before. An export that
  /// stops or fails leaves no new file. Each version is read once. It is read twice if columns other than measures are asked for,
  /// because the kind of such a column is known from its values only.
  ///
  /// - Returns: the files; none if the rows went to a stream.
  /// - Throws: a `noData` failure if a chart has no published day in the range, `usage` if a column or the place does not fit,
  ///   `storage` if a file cannot be written, `interrupted` if the task was cancelled.
  public func export(_ request: ExportRequest) async throws -> [ExportedFile] {
    if case .path(let path) = request.target { try ExportRequest.refuse(path, lake: place) }
    let reader = try await reader()
    let version = options.program ?? "unknown"
    let written = await stoppable {
      var charts: [ExportChart] = []
      for chart in Set(request.charts).sorted() {
        let question = RowsQuestion(
          chart: chart, from: request.from, to: request.to, cutoff: request.cutoff)
        let rows = try question.answer(from: reader)
        var known = ExportChart(rows, declared: await declaredKinds(of: rows, from: reader))
        let usual = Set(ExportColumn.own.map(\.name) + rows.measures)
        if !usual.isSuperset(of: request.columns) { try await known.scan() }
        charts.append(known)
      }
      try request.requireColumns(of: charts)
      return try await ExportWriter(request: request, charts: charts, version: version).write()
    }
    do { return try written.get() } catch { throw Failure(exporting: error, "the export") }
  }
}

extension Workplace {
  /// The kinds of a chart's fields as its stored job file declares them, by name and in the order of the file; empty if the lake
  /// has no such file. If two sections declare the same field, its kind covers both.
  func declaredFields(of rows: ChartRows, from reader: LakeReader) async -> [(name: String, kind: ValueKind)]
  {
    guard let job = rows.settings?.job, let text = try? await reader.bytes(of: job),
      let definition = JobFile.parse(bytes: text, path: jobs.file(named: "\(rows.chart)")).definition
    else { return [] }
    let enrich = definition.enrich
    let dropped = Set(enrich?.drop ?? [])
    var fields: [(name: String, kind: ValueKind)] = []
    for field in definition.transform.fields + (enrich?.fields ?? []) where !dropped.contains(field.name) {
      let kind = ValueKind(field.type)
      if let place = fields.firstIndex(where: { $0.name == field.name }) {
        fields[place].kind = fields[place].kind.joined(with: kind)
      } else {
        fields.append((field.name, kind))
      }
    }
    // The outcome of enriching the item.
    if enrich != nil { fields.append(("enrichment", .text)) }
    return fields
  }

  private func declaredKinds(of rows: ChartRows, from reader: LakeReader) async -> [String: ValueKind] {
    Dictionary(
      await declaredFields(of: rows, from: reader).map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 })
  }
}

extension ValueKind {
  /// The kind of the values of a field of `type`.
  fileprivate init(_ type: Transformation.FieldType) {
    self =
      switch type {
      case .integer, .duration, .money, .year: .integer
      case .decimal: .decimal
      case .boolean: .boolean
      case .list: .list
      case .string, .date, .instant: .text
      }
  }
}

extension ExportRequest {
  /// Refuses to write to a path or an address inside the lake.
  static func refuse(_ path: String, lake: LakePlace) throws(Failure) {
    let isInLake =
      path.contains("://") ? "\(path)/".hasPrefix("\(lake.name)/") : isWithin(path, lake.folder)
    guard isInLake else { return }
    throw Failure(.usage, "\(path) is in the lake", remedy: .words("export to a place of its own"))
  }

  private static func isWithin(_ path: String, _ folder: String) -> Bool {
    guard let lake = ExportRequest.resolved(folder) else { return false }
    // A path that does not exist yet is inside the lake if its nearest existing folder is.
    var place = path
    while ExportRequest.resolved(place) == nil, ![".", "/"].contains(place) { place = parent(of: place) }
    guard let found = ExportRequest.resolved(place) else { return false }
    return found == lake || found.hasPrefix("\(lake)/")
  }

  /// The path with its links resolved; `nil` if nothing exists there.
  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Refuses names that are not a column of any of `charts`, and names that occur twice.
  fileprivate func requireColumns(of charts: [ExportChart]) throws(Failure) {
    let known = ExportTable(charts, columns: ["all"]).columns.map(\.name)
    guard columns != ["all"] else { return }
    for (place, name) in columns.enumerated() {
      if columns[..<place].contains(name) { throw Failure(.usage, "the column \"\(name)\" is named twice") }
      if !known.contains(name) { throw Failure(unknownColumn: name, among: known) }
    }
  }
}

extension Failure {
  /// The failure of `subject`, an export or a publication, that could not be completed.
  init(exporting error: any Error, _ subject: String) {
    switch error {
    case let failure as Failure: self = failure
    case is CancellationError:
      self.init(
        .interrupted, "\(subject) was interrupted; what was there before stays readable", remedy: .tryAgain)
    case let error as FileSystemError:
      let remedy: Remedy =
        switch error.code {
        case ENOSPC, EDQUOT: .freeSpace
        case EMFILE, ENFILE: .moreOpenFiles
        case EIO: .lookAtDisk
        default: .words("name another place")
        }
      self.init(.storage, "\(subject) could not be stored: \(error)", remedy: remedy)
    default: self.init(database: subject, error)
    }
  }
}
