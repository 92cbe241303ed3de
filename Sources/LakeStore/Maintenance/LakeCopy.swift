import GRDB
import Glibc
public import RankingModel
public import Storage

/// The files of a lake that one place lacks and another has, to be copied from there.
///
/// Nothing at the target is replaced, and damaged files of the source are not copied. A copy takes no lock and may run beside
/// writers on either side. After a kill the same copy continues, and what was copied by then is usable: files are copied in the
/// order of writing, so everything that a record names is there before the record.
public struct LakeCopy: Sendable {
  private let source: LakePlace
  private let target: LakePlace
  /// The keys of the files to copy, in this order.
  public let keys: [StorageKey]

  /// The kinds in the order in which they are listed, the reverse of the order of writing: all that a file names is listed after
  /// the file. So a copy is complete even if a command writes meanwhile.
  private static let listed: [StorageKey.Kind] = [.decisions, .snapshots, .runs, .charts, .objects]
  /// How many files, or bytes of files, are held in memory at a time.
  private static let atOnce = (files: 64, bytes: 16 << 20)

  /// The number of files to copy of each kind, in the order of copying. A kind is named as its folder.
  public var counts: [(kind: String, files: Int)] {
    var counts: [(kind: String, files: Int)] = []
    for key in keys {
      if counts.last?.kind != key.kind.rawValue { counts.append((kind: key.kind.rawValue, files: 0)) }
      counts[counts.count - 1].files += 1
    }
    return counts
  }

  /// Finds what `target` lacks of the lake at `source`. Nothing is written.
  ///
  /// - Throws: `noData` where there is no lake; `usage` where `target` is another lake, or something else.
  public static func plan(from source: LakePlace, to target: LakePlace) async throws(Failure) -> LakeCopy {
    guard let format = try await LakeFormat(source) else {
      throw Failure(.noData, "there is no lake in \(source.name)", remedy: .words("name the place of a lake"))
    }
    let other = try await LakeFormat(target)
    if let other, other != format {
      throw Failure(
        .usage, "\(target.name) is another lake", remedy: .words("name a place of its own for each copy"))
    }
    try await Lake.refuseOther(target)
    guard !target.isWithin(source) else {
      throw Failure(
        .usage, "\(target.name) is in the lake itself", remedy: .words("name a place elsewhere"))
    }
    var missing: [[StorageKey]] = []
    for kind in listed {
      let wanted = try await source.storage.list(kind)
      let present = Set(try await target.storage.list(kind))
      missing.append(wanted.filter { !present.contains($0) })
    }
    // Once the format is copied, nobody else makes a lake there.
    let keys = (other == nil ? [LakeFormat.key] : []) + missing.reversed().flatMap(\.self)
    return LakeCopy(source: source, target: target, keys: keys)
  }

  /// Copies the missing files.
  ///
  /// - Parameter progress: called with the number of files that are done, and the number of all files.
  /// - Returns: how many files were copied.
  /// - Throws: `damaged` where a file was not copied because it is damaged. All other files are copied then.
  public func carryOut(progress: (Int, Int) -> Void = { _, _ in }) async throws(Failure) -> Int {
    if !target.isShared { try Lake.makeFolders(target.folder) }
    var count = 0
    var problem: Failure?
    var files: [StoredFile] = []
    for start in stride(from: 0, to: keys.count, by: 16) {
      let part = keys[start..<min(keys.count, start + 16)]
      let read = await tryInParallel(Array(part), atOnce: source.width, share: 1) {
        [source] key throws(Failure) in try await source.sound(key)
      }
      for result in read {
        do throws(Failure) { if let file = try result.get() { files.append(file) } } catch {
          guard error.kind == .damaged else { throw error }
          problem = problem ?? error
        }
      }
      let isLast = part.endIndex == keys.count
      let isFull =
        files.count >= LakeCopy.atOnce.files
        || files.reduce(0) { $0 + $1.bytes.count } > LakeCopy.atOnce.bytes
      guard isLast || isFull else { continue }
      count += try await store(files)
      files = []
      progress(part.endIndex, keys.count)
    }
    if let problem { throw problem }
    return count
  }

  /// Stores `files` in their order. They are of several kinds.
  ///
  /// - Returns: how many of them were new.
  private func store(_ files: [StoredFile]) async throws(Failure) -> Int {
    var count = 0
    var rest = files[...]
    while let kind = rest.first?.key.kind {
      let same = rest.prefix { $0.key.kind == kind }
      let areNew = try await target.storage.create(Array(same))
      // Another machine may have made a lake there meanwhile.
      if kind == .format, areNew == [false], try await LakeFormat(target) != (try await LakeFormat(source)) {
        throw Failure(
          .usage, "\(target.name) is another lake", remedy: .words("name a place of its own for each copy"))
      }
      count += areNew.count { $0 }
      rest = rest.dropFirst(same.count)
    }
    return count
  }
}

extension LakePlace {
  /// Stores a copy of this place's catalogue in the lake at `target`, which was copied from here, where that is due: see
  /// `CatalogueCheckpoint`. Does nothing where this catalogue cannot be used, or has a record that the target lacks.
  public func keepCheckpoint(at target: LakePlace, now: Instant) async throws(Failure) {
    guard let opened = try CatalogueConnection.usable(path: catalogue) else { return }
    let known = try LakeReader(self, database: opened.database).indexedRecords()
    try? opened.database.close()
    guard known.isSubset(of: try await target.records.keys()) else { return }
    try await CatalogueCheckpoint.keep(of: self, in: target.storage, at: now)
  }

  /// The file under `key`, checked against its name; `nil` where it was removed after it was listed, as pruned objects are.
  fileprivate func sound(_ key: StorageKey) async throws(Failure) -> StoredFile? {
    if key.recordHash != nil { return StoredFile(key, try await records.bytes(key)) }
    guard let bytes = try await storage.read(key) else { return nil }
    guard let object = key.object, case .failure(let why) = Objects.unpacked(bytes, object) else {
      return StoredFile(key, bytes)
    }
    throw Failure(
      .damaged, "\(storage.location(of: key)) is damaged: \(why.description)", remedy: .repairLake)
  }

  /// Whether this is the place of `lake`, or a place within it.
  fileprivate func isWithin(_ lake: LakePlace) -> Bool {
    let path = { (place: LakePlace) in LakePlace.realPath(place.isShared ? place.name : place.folder) }
    let (own, other) = (path(self), path(lake))
    return own == other || own.hasPrefix(other + "/")
  }

  /// `path` with its symbolic links resolved, as far as the path exists.
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
