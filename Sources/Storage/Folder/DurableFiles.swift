import Dispatch
import Glibc
import Synchronization

/// A file to store: its path and its bytes.
struct NewFile: Sendable {
  /// The path of the file.
  var path: String
  /// Its bytes.
  var bytes: [UInt8]
}

/// Stores files so that after a loss of power each is there whole, or not at all.
///
/// Each file is written under a temporary name in its own folder. Then its length is checked, and it is synchronized and renamed;
/// last its folder is synchronized. Many files go through these stages together, because a medium commits many synchronizations
/// at once nearly as fast as one.
package struct DurableFiles: Sendable {
  /// The start of the names of unfinished files.
  package static let temporaryPrefix = ".tmp-"
  /// The most files open at a time.
  private static let mostOpen = max(2, min(256, openFileLimit() / 8))

  private let fileSystem: FileSystem

  /// Stores files through `fileSystem`.
  package init(fileSystem: FileSystem) { self.fileSystem = fileSystem }

  /// Stores `files`; on return all are durable.
  ///
  /// - Throws: the first error. Then the temporary files are removed, if the file system still allows it. Some files may be in
  ///   place, each whole.
  func store(_ files: [NewFile]) throws(FileSystemError) {
    let temporary = files.map {
      "\(parent(of: $0.path))/\(DurableFiles.temporaryPrefix)\(nextTemporaryName())"
    }
    do {
      for start in stride(from: 0, to: files.count, by: DurableFiles.mostOpen) {
        let part = start..<min(files.count, start + DurableFiles.mostOpen)
        try close(try write(files[part], to: temporary[part]))
      }
      for (file, source) in zip(files, temporary) { try fileSystem.rename(source, to: file.path) }
    } catch {
      for path in temporary { try? fileSystem.remove(path) }
      throw error
    }
    try synchronizeFolders(Set(files.map { parent(of: $0.path) }).sorted())
  }

  private func write(
    _ files: ArraySlice<NewFile>, to paths: ArraySlice<String>
  ) throws(FileSystemError) -> [Int32] {
    var descriptors: [Int32] = []
    do throws(FileSystemError) {
      for (file, path) in zip(files, paths) { descriptors.append(try fileSystem.create(path, file.bytes)) }
    } catch {
      for descriptor in descriptors { try? fileSystem.close(descriptor) }
      throw error
    }
    return descriptors
  }

  /// Synchronizes and closes all `descriptors`, even if some of them fail.
  private func close(_ descriptors: [Int32]) throws(FileSystemError) {
    let synchronized = together(descriptors) { descriptor throws(FileSystemError) in
      try fileSystem.synchronize(descriptor)
    }
    var failure: FileSystemError?
    for descriptor in descriptors {
      do throws(FileSystemError) { try fileSystem.close(descriptor) } catch { failure = failure ?? error }
    }
    if let error = synchronized ?? failure { throw error }
  }

  /// Makes the folders `paths`, whose parents exist, so that they outlast a loss of power. An existing folder may come from a
  /// process that was killed before the folder was durable, so its parent is synchronized too.
  package func makeFolders(_ paths: [String]) throws(FileSystemError) {
    for path in paths { try fileSystem.makeFolder(path) }
    try synchronizeFolders(Set(paths.map(parent(of:))).sorted())
  }

  /// Synchronizes the names in `folders`.
  package func synchronizeFolders(_ folders: [String]) throws(FileSystemError) {
    let failure = together(folders) { folder throws(FileSystemError) in
      try fileSystem.synchronizeFolder(folder)
    }
    if let failure { throw failure }
  }

  /// Does `work` on all `items`, up to sixteen at once: a synchronization waits for the medium, not for a core.
  func together<Item: Sendable>(
    _ items: [Item], _ work: @Sendable (Item) throws(FileSystemError) -> Void
  ) -> FileSystemError? {
    if items.count == 1 {
      do throws(FileSystemError) { try work(items[0]) } catch { return error }
      return nil
    }
    let failure = Mutex<FileSystemError?>(nil)
    let next = Atomic(0)
    withoutActuallyEscaping(work) { work in
      let group = DispatchGroup()
      for lane in lanes.prefix(min(items.count, DurableFiles.mostOpen)) {
        lane.async(group: group) {
          while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < items.count else { return }
            do throws(FileSystemError) { try work(items[index]) } catch {
              failure.withLock { $0 = $0 ?? error }
            }
          }
        }
      }
      group.wait()
    }
    return failure.withLock { $0 }
  }
}

/// Threads that wait for the medium, apart from those that compute.
private let lanes = (0..<16).map { DispatchQueue(label: "marquee.durable-files.\($0)") }

/// The folder that holds `path`.
package func parent(of path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

private let temporaryNames = Atomic<UInt64>(UInt64.random(in: 0...UInt64.max))

private func nextTemporaryName() -> String {
  String(temporaryNames.wrappingAdd(1, ordering: .relaxed).newValue, radix: 16)
}
