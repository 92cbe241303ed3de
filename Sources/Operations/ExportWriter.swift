import Exports
import Glibc
import History
import JSON
import LakeStore
import RankingModel
import Storage

/// Writes one export.
struct ExportWriter {
  let request: ExportRequest
  let charts: [ExportChart]
  /// The version of the program, which is written into the files.
  let version: String
  private let files = NewFiles()

  init(request: ExportRequest, charts: [ExportChart], version: String) {
    (self.request, self.charts, self.version) = (request, charts, version)
  }

  func write() async throws -> [ExportedFile] {
    switch request.target {
    case .stream(let take):
      _ = try await write(ExportTable(charts, columns: request.columns)) { try take($0) }
      return []
    case .path(let path):
      let place = ExportPlace(path, request.form)
      if request.form == .parquet, place.file != nil, charts.count > 1 {
        throw Failure(
          .usage, "a file of Parquet has one chart",
          remedy: .words("name a folder, where each chart gets a file of its own"))
      }
      return try await write(to: place)
    }
  }

  /// Writes every form except SQLite, which makes its own file.
  private func write(
    _ table: ExportTable, to write: @escaping ([UInt8]) throws -> Void
  ) async throws -> RowTally {
    switch request.form {
    case .csv: try await CSVExport.write(table, isRaw: request.isRaw, to: write)
    case .jsonl: try await JSONLinesExport.write(table) { _, _, lines in try write(lines) }
    case .parquet:
      try await ParquetExport.write(
        table, isSortedByItem: request.isSortedByItem, version: version, to: write)
    case .sqlite: throw Failure(.usage, "a database of SQLite goes to a file")
    }
  }

  private func write(to place: ExportPlace) async throws -> [ExportedFile] {
    var descriptions = [DataPackage.fileName]
    if request.form == .sqlite { descriptions.append(DatasetteMetadata.fileName) }
    if !request.replacesOthers { for name in descriptions { try place.refuseOthers(name) } }
    let isPartitioned = request.form == .jsonl && place.file == nil
    let earlier = try place.earlierExports()
    try files.makeFolder(place.folder)
    let tables =
      place.file != nil || request.form == .sqlite
      ? [ExportTable(charts, columns: request.columns)]
      : charts.map { ExportTable([$0], columns: request.columns) }
    var resources: [DataPackage.Resource] = []
    var exported: [ExportedFile] = []
    for table in tables {
      let name = place.file ?? "\(ExportWriter.stem(of: table)).\(request.form.rawValue)"
      let resource =
        isPartitioned
        ? try await partition(table, name, place, besides: earlier)
        : try await writeFile(table, name, place, besides: earlier)
      resources.append(resource)
      exported.append(
        ExportedFile(
          path: place.path(of: isPartitioned ? "day=*/\(name)" : name), rows: resource.tally.rows,
          bytes: resource.bytes, misfits: resource.tally.misfits))
      if request.form == .sqlite {
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        exported.append(
          try describe(DatasetteMetadata.json(table, database: stem), DatasetteMetadata.fileName, place))
      }
    }
    let others = try place.present(earlier, except: Set(resources.flatMap(\.paths)))
    let description = DataPackage.json(resources, besides: others)
    exported.append(try describe(description, DataPackage.fileName, place))
    try Task.checkCancellation()
    try files.moveIntoPlace()
    if isPartitioned {
      let left = Set(earlier.flatMap(\.paths)).subtracting(resources.flatMap(\.paths))
      try removeOtherDays(from: place.folder, left)
    }
    return exported
  }

  /// The name of a table's file without its extension.
  private static func stem(of table: ExportTable) -> String {
    table.charts.count == 1 ? table.charts[0].chart.description : "charts"
  }

  private func writeFile(
    _ table: ExportTable, _ name: String, _ place: ExportPlace, besides earlier: [EarlierExport]
  ) async throws -> DataPackage.Resource {
    let file = try create(name, place, besides: earlier)
    let tally: RowTally
    var (bytes, hash) = (0, "")
    if request.form == .sqlite {
      // Create the file first, so that errors are reported as for every other file.
      _ = try file.close()
      // Not through Marquee's SQLite layer that adds checksums to each page: other programs read this file.
      let path = file.path.hasPrefix("/") ? file.path : "./\(file.path)"
      tally = try await SQLiteExport.write(table, to: ReadOnlyDatabase.address(of: path, "vfs=unix"))
      (bytes, hash) = try ExportWriter.measure(file.path)
    } else {
      tally = try await write(table) { try file.write($0) }
      hash = try file.close()
      bytes = file.size
    }
    return DataPackage.Resource(
      table, tally, file: name, format: request.form.rawValue, paths: [name], bytes: bytes, hash: hash)
  }

  /// Creates the file `name`. An existing file may be replaced only if an earlier export made it, or if the request says so.
  private func create(
    _ name: String, _ place: ExportPlace, besides earlier: [EarlierExport]
  ) throws -> NewFileWriter {
    let path = "\(place.folder)/\(name)"
    if !request.replacesOthers, !earlier.contains(where: { $0.paths.contains(name) }),
      try FileSystem(root: place.folder).kind(of: path) != nil
    {
      throw Failure(
        .usage, "\(place.path(of: name)) is there already, and no export that is described beside it made it",
        remedy: .replaceOthers)
    }
    return try files.create(path)
  }

  /// The size and the hash of the file at `path`.
  private static func measure(_ path: String) throws(FileSystemError) -> (bytes: Int, hash: String) {
    let system = FileSystem(root: parent(of: path))
    var hash = RunningHash()
    var bytes = 0
    while true {
      let part = try system.read(path, at: bytes, count: 1 << 20)
      if part.isEmpty { return (bytes, hash.digits) }
      hash.add(part)
      bytes += part.count
    }
  }

  /// Writes one file called `name` into the folder of each day.
  private func partition(
    _ table: ExportTable, _ name: String, _ place: ExportPlace, besides earlier: [EarlierExport]
  ) async throws -> DataPackage.Resource {
    var hash = RunningHash()
    var paths: [String] = []
    var bytes = 0
    let tally = try await JSONLinesExport.write(table) { _, day, lines in
      let folder = JSONLinesExport.folder(of: day)
      try files.makeFolder("\(place.folder)/\(folder)")
      paths.append("\(folder)/\(name)")
      let file = try create("\(folder)/\(name)", place, besides: earlier)
      try file.write(lines)
      _ = try file.close()
      hash.add(lines)
      bytes += lines.count
    }
    return DataPackage.Resource(
      table, tally, file: name, format: request.form.rawValue, paths: paths, bytes: bytes, hash: hash.digits)
  }

  /// Removes files that an earlier export of the same charts wrote into `folder`, for days in the requested range that are no
  /// longer published. Otherwise a program that reads all files there would count them.
  ///
  /// - Parameter left: the files that the description of the earlier export names and this export did not write.
  private func removeOtherDays(from folder: String, _ left: Set<String>) throws {
    let system = FileSystem(root: folder)
    for name in try system.names(in: folder) {
      guard let day = JSONLinesExport.day(ofFolder: name), day.isWithin(request.from, request.to) else {
        continue
      }
      for chart in charts.map(\.rows.chart) where left.contains("\(name)/\(chart).jsonl") {
        // `rmdir` leaves a folder that holds other files.
        if try system.removeIfThere("\(folder)/\(name)/\(chart).jsonl") { rmdir("\(folder)/\(name)") }
      }
    }
  }

  private func describe(_ json: JSONValue, _ name: String, _ place: ExportPlace) throws -> ExportedFile {
    let file = try files.create("\(place.folder)/\(name)")
    try file.write(CanonicalJSON.bytes(json) + [UInt8(ascii: "\n")])
    _ = try file.close()
    return ExportedFile(path: place.path(of: name), rows: nil, bytes: file.size)
  }
}

/// The place where the files of an export are written.
private struct ExportPlace {
  /// The folder.
  let folder: String
  /// The one file with rows; `nil` if each chart has files that are named after it.
  let file: String?
  private let isInWorkingFolder: Bool

  /// The place that `path` names: a file if the path has an extension of `form`, otherwise a folder.
  init(_ path: String, _ form: ExportRequest.Form) {
    let endings = form == .sqlite ? ["sqlite", "sqlite3", "db"] : [form.rawValue]
    if endings.contains(where: { path.hasSuffix(".\($0)") }) {
      folder = parent(of: path)
      file = String(path.split(separator: "/").last ?? "")
      isInWorkingFolder = !path.contains("/")
    } else {
      let end = path.lastIndex { $0 != "/" }
      folder = end.map { String(path[...$0]) } ?? "/"
      file = nil
      isInWorkingFolder = false
    }
  }

  /// The path of the file `name`, relative or absolute as the place was given.
  func path(of name: String) -> String { isInWorkingFolder ? name : "\(folder)/\(name)" }

  /// The tables that the description at the place names; empty if there is no description.
  func earlierExports() throws -> [EarlierExport] {
    guard let json = try description(DataPackage.fileName) else { return [] }
    return (json["resources"]?.array ?? []).map { resource in
      let paths = resource["path"].map { $0.array ?? [$0] } ?? []
      return EarlierExport(json: resource, paths: Set(paths.compactMap(\.string)))
    }
  }

  /// The entries of `earlier` that a new description keeps: their files all exist, and none of these is in `replaced`.
  func present(_ earlier: [EarlierExport], except replaced: Set<String>) throws -> [JSONValue] {
    let system = FileSystem(root: folder)
    return try earlier.filter { export in
      try replaced.isDisjoint(with: export.paths)
        && export.paths.allSatisfy { try system.kind(of: "\(folder)/\($0)") == .file }
    }.map(\.json)
  }

  /// The description called `name`; `nil` if there is none, or if another program made it.
  private func description(_ name: String) throws -> JSONValue? {
    let bytes = try? FileSystem(root: folder).read("\(folder)/\(name)")
    let json = bytes.flatMap { try? JSONReader.read($0) }
    return json?[DataPackage.maker.key] == DataPackage.maker.value ? json : nil
  }

  /// Refuses a place that has a file called `name` that no export made: it describes other data.
  func refuseOthers(_ name: String) throws {
    let isThere = try FileSystem(root: folder).kind(of: "\(folder)/\(name)") != nil
    guard isThere, try description(name) == nil else { return }
    throw Failure(
      .usage, "\(path(of: name)) describes other data: no export made it", remedy: .replaceOthers)
  }
}

/// A table that the description of an earlier export names.
private struct EarlierExport {
  /// The entry of the table in the description.
  var json: JSONValue
  /// The files of the table, relative to the description.
  var paths: Set<String>
}
