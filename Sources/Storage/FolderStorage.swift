import Dispatch
import Glibc
public import RankingModel
import Synchronization

/// A lake's storage in a folder: each key is a file, and its path within the folder is the key's path.
///
/// A file is written under a temporary name in its own folder and gets its own name once it is whole and durable. Below the
/// folder no symbolic link is followed.
public final class FolderStorage: Storage {
  /// The folder.
  public let location: String
  private let fileSystem: FileSystem
  /// The folders that are known to be durable.
  private let durableFolders = Mutex<Set<String>>([])
  /// The keys whose files are known to be durable.
  private let durableKeys = Mutex<Set<StorageKey>>([])

  /// The storage in `folder`, which must exist before anything is created.
  public init(_ folder: String) {
    location = folder
    fileSystem = FileSystem(root: folder)
  }

  /// The last bytes of the file.
  public func read(_ key: StorageKey, last count: Int) throws(Failure) -> [UInt8]? {
    let path = location(of: key)
    do throws(FileSystemError) { return try fileSystem.read(path, last: count) } catch {
      // If a folder of the path is missing, so is the file.
      if error.code == ENOENT, error.operation == "open" { return nil }
      throw Failure(reading: key.subject, error)
    }
  }

  /// The size of the file.
  public func inspect(_ key: StorageKey) throws(Failure) -> StoredSize? {
    let path = location(of: key)
    do throws(FileSystemError) {
      guard let status = try fileSystem.status(of: path) else { return nil }
      switch status.kind {
      case .file: return StoredSize(size: status.size, storedAt: status.modified)
      case .folder: throw FileSystemError("read", path, EISDIR)
      case .symbolicLink: throw FileSystemError("read", path, ELOOP)
      case .other: throw FileSystemError("read", path, ENXIO)
      }
    } catch { throw Failure(reading: key.subject, error) }
  }

  /// Writes the files, many at a time.
  public func create(_ files: [StoredFile]) async throws(Failure) -> [Bool] {
    guard let kind = files.first?.key.kind else { return [] }
    var areNew: [Bool] = []
    var created: Set<StorageKey> = []
    for file in files { areNew.append(try inspect(file.key) == nil && created.insert(file.key).inserted) }
    try await confirm(zip(files, areNew).filter { !$1 }.map(\.0.key))
    let new = zip(files, areNew).filter(\.1).map { file, _ in
      NewFile(path: location(of: file.key), bytes: file.bytes)
    }
    try await writing(kind.subject) { () throws(FileSystemError) in
      try self.makeFolders(of: new.map(\.path))
      try DurableFiles(fileSystem: self.fileSystem).store(new)
    }
    durableKeys.withLock { $0.formUnion(created) }
    return areNew
  }

  /// Synchronizes the folders of files that got their names recently. The bytes of a file are on the medium before it gets its
  /// name.
  public func confirm(_ keys: [StorageKey]) async throws(Failure) {
    let recent = Instant.now.advanced(bySeconds: -FolderStorage.moment)
    var folders: Set<String> = []
    let unknown = durableKeys.withLock { known in keys.filter { !known.contains($0) } }
    for key in unknown {
      if let stored = try inspect(key), stored.storedAt > recent {
        folders.insert(parent(of: location(of: key)))
      }
    }
    guard !folders.isEmpty, let kind = keys.first?.kind else { return }
    let sorted = folders.sorted()
    try await writing(kind.subject) { () throws(FileSystemError) in
      try DurableFiles(fileSystem: self.fileSystem).synchronizeFolders(sorted)
    }
    durableKeys.withLock { $0.formUnion(unknown) }
  }

  /// The number of seconds after which a new name is durable even if its process was killed. It is longer than operating systems
  /// wait before they write changes to the medium by themselves.
  private static let moment = 120.0

  private func makeFolders(of paths: [String]) throws(FileSystemError) {
    var levels = [Set(paths.map(parent(of:)))]
    while let last = levels.last, last.contains(where: { $0.utf8.count > location.utf8.count }) {
      levels.append(Set(last.map(parent(of:))))
    }
    for level in levels.reversed() {
      let unknown = durableFolders.withLock { known in
        level.filter { $0.utf8.count > location.utf8.count }.subtracting(known)
      }
      guard !unknown.isEmpty else { continue }
      // Nothing is put into a folder before the folder's own name is durable, so a folder with content needs no synchronization.
      var missing: [String] = []
      for folder in unknown {
        let isDurable = try fileSystem.holds(folder) { !$0.hasPrefix(DurableFiles.temporaryPrefix) }
        if !isDurable { missing.append(folder) }
      }
      if !missing.isEmpty { try DurableFiles(fileSystem: fileSystem).makeFolders(missing.sorted()) }
      durableFolders.withLock { $0.formUnion(unknown) }
    }
  }

  /// The keys whose files exist. Everything else in the folders is left out: see `strays`.
  public func list(
    _ kind: StorageKey.Kind, group: String?, after key: StorageKey?
  ) throws(Failure) -> [StorageKey] {
    let keys = try reading("the lake", try walk(kind, group: group).keys)
    return key.map { key in keys.filter { $0 > key } } ?? keys
  }

  /// The names of the folders in the kind's folder.
  public func groups(of kind: StorageKey.Kind) throws(Failure) -> [String] {
    if kind.isFlat { return [""] }
    var others: [String] = []
    return try reading("the lake", try names(in: kind.rawValue, &others)).sorted()
  }

  /// The keys of a kind, sorted, and the paths of everything else in their folders.
  private func walk(
    _ kind: StorageKey.Kind, group: String? = nil
  ) throws(FileSystemError) -> (keys: [StorageKey], others: [String]) {
    var keys: [StorageKey] = []
    var others: [String] = []
    let groups =
      if kind.isFlat { [""] } else if let group { [group] } else { try names(in: kind.rawValue, &others) }
    for group in groups {
      let folder = group.isEmpty ? kind.rawValue : "\(kind.rawValue)/\(group)"
      for name in try names(in: folder, &others) {
        let path = "\(folder)/\(name)"
        let isKey = !name.hasPrefix(DurableFiles.temporaryPrefix)
        guard isKey, let key = StorageKey(path: path) else {
          others.append(path)
          continue
        }
        // A link or a folder that is named like an object is not the lake's.
        let isFile = try kind != .objects ? true : fileSystem.size("\(location)/\(path)") != nil
        if isFile { keys.append(key) } else { others.append(path) }
      }
    }
    return (keys, others)
  }

  /// The names in a folder; none where the path is not a folder. A path that is something else is added to `others`.
  private func names(in folder: String, _ others: inout [String]) throws(FileSystemError) -> [String] {
    let place = "\(location)/\(folder)"
    if let kind = try fileSystem.kind(of: place), kind != .folder {
      others.append(folder)
      return []
    }
    return try fileSystem.names(in: place)
  }

  /// Removes the files.
  public func remove(_ keys: [StorageKey]) async throws(Failure) {
    guard let kind = keys.first?.kind else { return }
    let paths = keys.map { location(of: $0) }
    try await writing(
      "the removal of \(keys.count == 1 ? keys[0].subject : "\(keys.count) \(kind.rawValue)")"
    ) {
      () throws(FileSystemError) in
      var folders: Set<String> = []
      for path in paths where try self.fileSystem.removeIfThere(path) { folders.insert(parent(of: path)) }
      try DurableFiles(fileSystem: self.fileSystem).synchronizeFolders(folders.sorted())
    }
  }

  /// Copies a file and then removes it, so that a loss of power loses neither copy. Moves anything that is not a file and, with
  /// `evenUnreadable`, a file that cannot be read.
  public func setAside(_ key: StorageKey, at now: Instant, evenUnreadable: Bool) async throws(Failure) {
    do throws(Failure) { return try await moveToDamaged(key, at: now) } catch {
      guard error.kind == .damaged || evenUnreadable else { throw error }
    }
    try await moveAside(key.path, at: now)
  }

  /// Moves the file or folder at `path` within the lake to `damaged`; durable on return. Does nothing if nothing is there.
  package func moveAside(_ path: String, at now: Instant) async throws(Failure) {
    let source = "\(location)/\(path)"
    let target = location(of: try await damagedKey(for: path, at: now))
    try await writing(StorageKey.Kind.damaged.subject) { () throws(FileSystemError) in
      guard try self.fileSystem.kind(of: source) != nil else { return }
      try self.makeFolders(of: [target])
      do throws(FileSystemError) { try self.fileSystem.rename(source, to: target) } catch {
        // Another writer may have moved it meanwhile.
        guard error.code == ENOENT else { throw error }
        return
      }
      try DurableFiles(fileSystem: self.fileSystem).synchronizeFolders([
        parent(of: source), parent(of: target),
      ])
    }
  }

  /// Keeps a copy of the file at `path` within the folder in `damaged`; durable on return.
  package func keepCopy(of path: String, at now: Instant) async throws(Failure) {
    let bytes = try reading(StorageKey.Kind.damaged.subject, try fileSystem.read("\(location)/\(path)"))
    _ = try await create([StoredFile(try await damagedKey(for: path, at: now), bytes)])
  }

  /// Whether the kind's folder contains anything. A missing medium leaves its mount point as an empty folder.
  public func holdsAny(_ kind: StorageKey.Kind) throws(Failure) -> Bool {
    try reading("the lake", try fileSystem.holds("\(location)/\(kind.rawValue)") { _ in true })
  }

  /// All files and folders below the lake's folder that are not keys. They include those beside the kinds' folders: the caller
  /// knows which of these this machine keeps there.
  public func strays() throws(Failure) -> [Stray] {
    do throws(FileSystemError) {
      var paths: [String] = []
      for name in try fileSystem.names(in: location) {
        if let kind = StorageKey.Kind(rawValue: name) {
          paths += try walk(kind).others
        } else {
          paths.append(name)
        }
      }
      return paths.map { Stray(path: $0) }
    } catch { throw Failure(reading: "the lake", error) }
  }

  /// Removes the file.
  public func remove(_ stray: Stray) async throws(Failure) {
    try await writing("the removal of \(stray.path)") { () throws(FileSystemError) in
      _ = try self.fileSystem.removeIfThere("\(self.location)/\(stray.path)")
    }
  }

  /// Does `work`, which waits for the medium, on another thread.
  private func writing(
    _ subject: String, _ work: @escaping @Sendable () throws(FileSystemError) -> Void
  ) async throws(Failure) {
    let result = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        do throws(FileSystemError) {
          try work()
          continuation.resume(returning: Result<Void, FileSystemError>.success(()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    do throws(FileSystemError) { try result.get() } catch { throw Failure(storing: subject, error) }
  }
}
