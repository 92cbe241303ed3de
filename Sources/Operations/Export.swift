import Exports
import Glibc
import History
import JSON
import Jobs
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
  /// Whether files are replaced that no export made.
  public var replacesOthers = false
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
  /// How many values a column could not take, by its name: they are null there.
  public var misfits: [String: Int] = [:]
}

extension Workplace {
  /// Writes rows of published days for other programs. The same state of the lake gives the same bytes.
  ///
  /// All files take their places together, once they are whole; what an export wrote there before is replaced, and nothing is where
  /// the export was stopped or failed. Each version is read once; twice where columns are asked for that are no measures, since only
  /// the values say what those are.
  ///
  /// - Returns: the files; none where rows went to a stream.
  /// - Throws: a `noData` failure where a chart has no published day in the range, `usage` where a column or the place does not
  ///   fit, `storage` where the disk refuses, `interrupted` where the task was cancelled.
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
  /// What the job file of a chart says that the values of its fields are, by name and in its order; nothing where the lake has no
  /// such file. Where two sections name a field, it is what both kinds are together.
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
    // What became of the questions about an item.
    if enrich != nil { fields.append(("enrichment", .text)) }
    return fields
  }

  private func declaredKinds(of rows: ChartRows, from reader: LakeReader) async -> [String: ValueKind] {
    Dictionary(
      await declaredFields(of: rows, from: reader).map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 })
  }
}

extension ValueKind {
  /// What the values of a field of `type` are.
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
  /// Refuses to write to `path`, or to an address, in the lake, where nothing of an export belongs.
  static func refuse(_ path: String, lake: LakePlace) throws(Failure) {
    let isInLake =
      path.contains("://") ? "\(path)/".hasPrefix("\(lake.name)/") : isWithin(path, lake.folder)
    guard isInLake else { return }
    throw Failure(.usage, "\(path) is in the lake", remedy: .words("export to a place of its own"))
  }

  private static func isWithin(_ path: String, _ folder: String) -> Bool {
    guard let lake = ExportRequest.resolved(folder) else { return false }
    // What is to be made stands in the nearest folder that is there.
    var place = path
    while ExportRequest.resolved(place) == nil, ![".", "/"].contains(place) { place = parent(of: place) }
    guard let found = ExportRequest.resolved(place) else { return false }
    return found == lake || found.hasPrefix("\(lake)/")
  }

  /// The path of what `path` leads to; `nil` where there is nothing.
  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Refuses names that are no column of any of `charts`, and those that stand twice.
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
  /// What became of `subject`, an export or a publication, that could not be ended.
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
