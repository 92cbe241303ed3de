import RankingModel

/// What was forgotten on purpose.
///
///     forgotten/<chart>/<name>.json              a snapshot's record, kept here as it was
///     forgotten/<chart>/<name>.raw-<hash>.json   that the raw objects of a snapshot are no longer kept
///     forgotten/<chart>/<name>.run-<hash>.json   that those of a run without a snapshot are not
///
/// Both stay for good: they say what once was there. Neither keeps an object from being pruned.
struct ForgottenRecords: Sendable {
  let lake: String
  let fileSystem: FileSystem

  /// What the name of a mark ends in, by the folder of the record it is about.
  private static let marks = [(folder: "snapshots", end: ".raw"), (folder: "runs", end: ".run")]

  /// The records whose raw objects are no longer kept, as they stand or stood under `snapshots/`.
  func withoutRaw() throws(Failure) -> Set<String> {
    var records: Set<String> = []
    for path in try paths() {
      if let record = ForgottenRecords.record(markedBy: path) { records.insert(record) }
    }
    return records
  }

  /// The places within the lake of forgotten snapshots' records.
  func snapshots() throws(Failure) -> [String] {
    try paths().filter { ForgottenRecords.record(markedBy: $0) == nil }
  }

  /// All places within the lake under `forgotten/`.
  func paths() throws(Failure) -> [String] {
    try SnapshotRecords(lake: lake, fileSystem: fileSystem).paths(in: "forgotten")
  }

  /// Whether the snapshot record that stood at `path` was forgotten.
  func holds(_ path: String) throws(Failure) -> Bool {
    let place = ForgottenRecords.place(of: path, in: "forgotten")
    return try reading("the record \(place)", try fileSystem.size("\(lake)/\(place)")) != nil
  }

  /// The record whose raw objects the mark at `path` is about; `nil` where that is no mark.
  static func record(markedBy path: String) -> String? {
    guard let stem = RecordName.parts(of: RecordName.fileName(of: path))?.stem,
      let mark = marks.first(where: { stem.hasSuffix($0.end) })
    else { return nil }
    let folder = parent(of: path).split(separator: "/").dropFirst().joined(separator: "/")
    return "\(mark.folder)/\(folder)/\(stem.dropLast(mark.end.utf8.count)).json"
  }

  /// Where the record at `path` stands once it is forgotten, and the other way round.
  static func place(of path: String, in folder: String) -> String {
    "\(folder)/\(path.split(separator: "/").dropFirst().joined(separator: "/"))"
  }

  /// The records at `paths` as they will stand in `folder`, which is `snapshots` or `forgotten`.
  func copies(of paths: [String], in folder: String) throws(Failure) -> [NewFile] {
    try paths.map { path throws(Failure) in
      NewFile(
        path: "\(lake)/\(ForgottenRecords.place(of: path, in: folder))",
        bytes: try reading("the record \(path)", try fileSystem.read("\(lake)/\(path)")))
    }
  }

  /// Puts `copies` in place of the records at `paths`; durable on return.
  func move(_ paths: [String], as copies: [NewFile]) throws(Failure) {
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      try makeFolders(copies.map(\.path), durable)
      // A copy that is durable before the original goes. A rename from folder to folder may, when power is lost, have
      // reached the old folder and not the new one.
      try durable.store(copies)
      for path in paths { try fileSystem.remove("\(lake)/\(path)") }
      try durable.synchronizeFolders(Set(paths.map { "\(lake)/\(parent(of: $0))" }).sorted())
    } catch {
      throw Failure(storing: "what is to be forgotten", error)
    }
  }

  /// Marks the raw objects of the snapshots and runs whose records stand at `paths` as no longer kept; durable on return.
  func markWithoutRaw(_ paths: [String], at now: Instant) throws(Failure) {
    let files = paths.map { path in
      let json: JSONValue = ["record": .string(path), "forgotten_at": .string(now.description)]
      let bytes = CanonicalJSON.bytes(json) + [UInt8(ascii: "\n")]
      let place = ForgottenRecords.place(of: path, in: "forgotten").dropLast(5)
      let end = ForgottenRecords.marks.first { path.hasPrefix("\($0.folder)/") }?.end ?? ""
      return NewFile(
        path: "\(lake)/\(RecordName.name("\(place)\(end)", of: bytes))", bytes: bytes)
    }
    do throws(FileSystemError) {
      let durable = DurableFiles(fileSystem: fileSystem)
      try makeFolders(files.map(\.path), durable)
      try durable.store(files)
    } catch {
      throw Failure(storing: "what is to be forgotten", error)
    }
  }

  /// Takes marks away again; durable on return.
  func removeMarks(_ paths: [String]) throws(Failure) {
    do throws(FileSystemError) {
      for path in paths { try fileSystem.remove("\(lake)/\(path)") }
      try DurableFiles(fileSystem: fileSystem).synchronizeFolders(
        Set(paths.map { "\(lake)/\(parent(of: $0))" }).sorted())
    } catch {
      throw Failure(storing: "what is not to be forgotten", error)
    }
  }

  private func makeFolders(_ paths: [String], _ durable: DurableFiles) throws(FileSystemError) {
    let charts = Set(paths.map(parent(of:)))
    for folders in [Set(charts.map(parent(of:))), charts] { try durable.makeFolders(folders.sorted()) }
  }
}
