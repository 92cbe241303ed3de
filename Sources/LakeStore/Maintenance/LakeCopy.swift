import Glibc
public import RankingModel
import Storage

extension LakePlace {
  /// The parts of a copy in their order, against the order of writing: all that a part names is in the parts after it. So a copy
  /// is whole that is made while a command writes.
  private static let copied: [StorageKey.Kind] = [.format, .decisions, .snapshots, .runs, .charts, .objects]
  /// So many files, or bytes of files, are held in memory at a time.
  private static let atOnce = (files: 64, bytes: 16 << 20)

  /// Copies to `target` what it lacks of this lake. Nothing there is replaced, and what is damaged here is not copied. Takes no
  /// lock and may run beside a writer; after a kill, the same copy goes on.
  ///
  /// - Returns: how many files were copied.
  /// - Throws: `noData` where there is no lake; `usage` where `target` is another lake, or something else; `damaged` where something
  ///   could not be copied because it is damaged: all the rest is copied then.
  public func copy(to target: LakePlace) async throws(Failure) -> Int {
    guard let format = try await LakeFormat(self) else { throw Failure.noLake(self) }
    if let other = try await LakeFormat(target), other != format {
      throw Failure(
        .usage, "\(target.name) is another lake", remedy: .words("name a folder of its own for each copy"))
    }
    try await Lake.refuseOther(target)
    guard !target.isWithin(self) else {
      throw Failure(
        .usage, "\(target.name) is in the lake itself", remedy: .words("name a folder elsewhere"))
    }
    try Lake.makeFolders(target.folder)
    var count = 0
    var problem: Failure?
    for kind in LakePlace.copied {
      let present = Set(try await target.storage.list(kind))
      var files: [StoredFile] = []
      for key in try await storage.list(kind) where !present.contains(key) {
        do throws(Failure) {
          guard let bytes = try await sound(key) else { continue }
          files.append(StoredFile(key, bytes))
        } catch {
          guard error.kind == .damaged else { throw error }
          problem = problem ?? error
        }
        if files.count == LakePlace.atOnce.files
          || files.reduce(0, { $0 + $1.bytes.count }) > LakePlace.atOnce.bytes
        {
          count += try await target.storage.create(files).count { $0 }
          files = []
        }
      }
      count += try await target.storage.create(files).count { $0 }
    }
    if let problem { throw problem }
    return count
  }

  /// The bytes under `key`, checked against its name; `nil` where they are gone since they were listed, as pruned objects are.
  private func sound(_ key: StorageKey) async throws(Failure) -> [UInt8]? {
    if key.recordHash != nil { return try await records.bytes(key) }
    guard let bytes = try await storage.read(key) else { return nil }
    guard let object = key.object, case .failure(let why) = Objects.unpacked(bytes, object) else {
      return bytes
    }
    throw Failure(
      .damaged, "\(storage.location(of: key)) is damaged: \(why.description)", remedy: .repairLake)
  }

  /// Whether the folder is that of `lake`, or one within it.
  private func isWithin(_ lake: LakePlace) -> Bool {
    let (own, other) = (LakePlace.realPath(folder), LakePlace.realPath(lake.folder))
    return own == other || own.hasPrefix(other + "/")
  }

  /// `path` without symbolic links, as far as there is something at it.
  private static func realPath(_ path: String) -> String {
    if let resolved = realpath(path, nil) {
      defer { free(resolved) }
      return String(cString: resolved)
    }
    let folder = parent(of: path)
    guard folder != path, let name = path.split(separator: "/").last else { return path }
    return "\(realPath(folder))/\(name)"
  }
}
