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
  let charts: [ScannedChart]
  /// The version of the program, as files have it.
  let version: String
  private let files = NewFiles()

  init(request: ExportRequest, charts: [ScannedChart], version: String) {
    (self.request, self.charts, self.version) = (request, charts, version)
  }

  func write() async throws -> [ExportedFile] {
    switch request.target {
    case .stream(let take):
      try await write(ExportTable(charts, columns: request.columns)) { try take($0) }
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

  /// Everything but SQLite, which makes its own file.
  private func write(_ table: ExportTable, to write: @escaping ([UInt8]) throws -> Void) async throws {
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
    for name in descriptions { try place.refuseOthers(name) }
    let isPartitioned = request.form == .jsonl && place.file == nil
    let earlier = isPartitioned ? place.filesOfEarlierExport() : []
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
        ? try await partition(table, name, in: place.folder)
        : try await writeFile(table, name, in: place.folder)
      resources.append(resource)
      exported.append(
        ExportedFile(
          path: place.path(of: isPartitioned ? "day=*/\(name)" : name), rows: table.rowCount,
          bytes: resource.bytes))
      if request.form == .sqlite {
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        exported.append(
          try describe(DatasetteMetadata.json(table, database: stem), DatasetteMetadata.fileName, place))
      }
    }
    exported.append(try describe(DataPackage.json(resources), DataPackage.fileName, place))
    try Task.checkCancellation()
    try files.moveIntoPlace()
    if isPartitioned {
      try removeOtherDays(from: place.folder, earlier.subtracting(resources.flatMap(\.paths)))
    }
    return exported
  }

  /// The name of a table without an ending.
  private static func stem(of table: ExportTable) -> String {
    table.charts.count == 1 ? table.charts[0].rows.chart.description : "charts"
  }

  private func writeFile(
    _ table: ExportTable, _ name: String, in folder: String
  ) async throws -> DataPackage.Resource {
    let file = try files.create("\(folder)/\(name)")
    var (bytes, hash) = (0, "")
    if request.form == .sqlite {
      // It is made beforehand, so that what hinders it is told as of every file.
      _ = try file.close()
      // Not through the layer of SQLite that adds checksums of Marquee's own to each page.
      let path = file.path.hasPrefix("/") ? file.path : "./\(file.path)"
      try await SQLiteExport.write(table, to: ReadOnlyDatabase.address(of: path, "vfs=unix"))
      (bytes, hash) = try ExportWriter.measure(file.path)
    } else {
      try await write(table) { try file.write($0) }
      hash = try file.close()
      bytes = file.size
    }
    return DataPackage.Resource(table, format: request.form.rawValue, paths: [name], bytes: bytes, hash: hash)
  }

  /// The length and the hash of the file at `path`.
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

  /// Writes the file `name` of each day into the folder of the day.
  private func partition(
    _ table: ExportTable, _ name: String, in folder: String
  ) async throws -> DataPackage.Resource {
    var hash = RunningHash()
    var resource = DataPackage.Resource(
      table, format: request.form.rawValue, paths: [], bytes: 0, hash: "")
    try await JSONLinesExport.write(table) { _, day, lines in
      let dayFolder = JSONLinesExport.folder(of: day)
      try files.makeFolder("\(folder)/\(dayFolder)")
      let file = try files.create("\(folder)/\(dayFolder)/\(name)")
      try file.write(lines)
      _ = try file.close()
      hash.add(lines)
      resource.bytes += lines.count
      resource.paths.append("\(dayFolder)/\(name)")
    }
    resource.hash = hash.digits
    return resource
  }

  /// Removes from `folder` what an earlier export of the same charts wrote for days of the range asked for that are published no
  /// longer, so that who reads all files there does not count them.
  ///
  /// - Parameter left: the files that the description of the earlier export names, and this one did not write.
  private func removeOtherDays(from folder: String, _ left: Set<String>) throws {
    let system = FileSystem(root: folder)
    for name in try system.names(in: folder) {
      guard let day = JSONLinesExport.day(ofFolder: name), day.isWithin(request.from, request.to) else {
        continue
      }
      for chart in charts.map(\.rows.chart) where left.contains("\(name)/\(chart).jsonl") {
        // A folder that holds other files is not removed so.
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

/// Where the files of an export stand.
private struct ExportPlace {
  /// The folder.
  let folder: String
  /// The one file with rows; `nil` where each chart has files that are called after it.
  let file: String?
  private let isInWorkingFolder: Bool

  /// The place that `path` names: a file where it ends as files of `form` do, or else a folder.
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

  /// The path of the file `name`, as the place was named.
  func path(of name: String) -> String { isInWorkingFolder ? name : "\(folder)/\(name)" }

  /// The files that the description of an earlier export names; none where there is no such description.
  func filesOfEarlierExport() -> Set<String> {
    let bytes = try? FileSystem(root: folder).read("\(folder)/\(DataPackage.fileName)")
    let json = bytes.flatMap { try? JSONReader.read($0) }
    let paths = (json?["resources"]?.array ?? []).compactMap { $0["path"] }
    return Set(paths.flatMap { $0.array ?? [$0] }.compactMap(\.string))
  }

  /// Refuses a place where something else than an export has a file called `name`, which describes data.
  func refuseOthers(_ name: String) throws {
    let path = "\(folder)/\(name)"
    let system = FileSystem(root: folder)
    guard try system.kind(of: path) != nil else { return }
    let json = try? JSONReader.read(try system.read(path))
    guard json?[DataPackage.maker.key] != DataPackage.maker.value else { return }
    throw Failure(
      .usage, "\(self.path(of: name)) describes other data: no export made it",
      remedy: .words("export to another folder"))
  }
}
