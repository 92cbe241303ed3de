import RankingModel

/// Every file of a lake's folder, by what its place and name say it is.
struct LakeContents: Sendable {
  /// Records of snapshots, as places within the lake; likewise the next ones.
  var snapshots: [String] = []
  var runs: [String] = []
  var tags: [String] = []
  /// Records of forgotten snapshots, and marks that raw objects are no longer kept.
  var forgotten: [String] = []
  /// Lists of objects that are to be pruned.
  var tombstones: [String] = []
  /// Objects.
  var objects: [ObjectID] = []
  /// Objects and files that a repair has set aside.
  var setAside: [String] = []
  /// Files that were not whole when their writer was killed.
  var temporary: [String] = []
  /// What is no part of a lake.
  var unknown: [String] = []

  private static let files: Set<String> = [
    "lock", "catalogue.sqlite", "catalogue.sqlite-wal", "catalogue.sqlite-shm",
    "catalogue.sqlite-journal", "work.sqlite", "work.sqlite-wal", "work.sqlite-shm", "work.sqlite-journal",
  ]

  /// Whether a lake has a file or folder of this name.
  static func isPart(_ name: String) -> Bool {
    files.contains(name) && name != "lock"
      || ["format", "objects", "snapshots", "runs", "tags", "forgotten"].contains(name)
  }

  /// Reads the names in the lake's folder `lake`.
  init(lake: String, fileSystem: FileSystem) throws(Failure) {
    do throws(FileSystemError) {
      var walk = Walk(lake: lake, fileSystem: fileSystem)
      for name in try walk.names("") {
        switch name {
        case "format":
          for file in try walk.names(name) where LakeFormat.number(of: file) == nil {
            walk.unknown.append("\(name)/\(file)")
          }
        case "objects": objects = try walk.objects()
        case "snapshots": snapshots = try walk.records(in: name)
        case "runs": runs = try walk.records(in: name)
        case "forgotten": forgotten = try walk.records(in: name)
        case "tags": tags = try walk.flatRecords(in: name)
        case "tombstones": tombstones = try walk.flatRecords(in: name)
        case "damaged": setAside = try walk.names(name).map { "\(name)/\($0)" }
        case _ where LakeContents.files.contains(name): break
        default: walk.unknown.append(name)
        }
      }
      for path in walk.unknown {
        let name = RecordName.fileName(of: path)
        let isOurs = name.hasPrefix(DurableFiles.temporaryPrefix) || name.contains(".sqlite-new")
        if isOurs { temporary.append(path) } else { unknown.append(path) }
      }
    } catch {
      throw Failure(reading: "the lake", error)
    }
  }

  private struct Walk {
    let lake: String
    let fileSystem: FileSystem
    var unknown: [String] = []

    /// The names in a folder of the lake; none where something else stands in its place, which is then unknown.
    mutating func names(_ folder: String) throws(FileSystemError) -> [String] {
      let place = folder.isEmpty ? lake : "\(lake)/\(folder)"
      if !folder.isEmpty, let kind = try fileSystem.kind(of: place), kind != .folder {
        unknown.append(folder)
        return []
      }
      return try fileSystem.names(in: place)
    }

    mutating func flatRecords(in folder: String) throws(FileSystemError) -> [String] {
      var records: [String] = []
      for name in try names(folder) {
        let path = "\(folder)/\(name)"
        if RecordName.parts(of: name) != nil { records.append(path) } else { unknown.append(path) }
      }
      return records
    }

    mutating func records(in folder: String) throws(FileSystemError) -> [String] {
      var records: [String] = []
      for chart in try names(folder) {
        guard ChartName(chart) != nil else {
          unknown.append("\(folder)/\(chart)")
          continue
        }
        records += try flatRecords(in: "\(folder)/\(chart)")
      }
      return records
    }

    mutating func objects() throws(FileSystemError) -> [ObjectID] {
      var objects: [ObjectID] = []
      for part in try names("objects") {
        for name in try names("objects/\(part)") {
          let path = "objects/\(part)/\(name)"
          // Whatever else bears such a name, in another folder or as a link or folder itself, is not the lake's.
          if let id = FolderObjectStore.object(named: name), id.description.prefix(2) == part,
            try fileSystem.size("\(lake)/\(path)") != nil
          {
            objects.append(id)
          } else {
            unknown.append(path)
          }
        }
      }
      return objects
    }
  }
}
