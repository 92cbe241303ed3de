import Glibc
import RankingModel

/// Files for a user that take their places together once all of them are complete. Until then each has another name, in the
/// folder of its place, and an old file in that place stays.
///
/// A reader of a place finds the old bytes or the new ones. If one of the files cannot be written, none takes its place, and all
/// are removed with the last reference to this object.
package final class NewFiles {
  private var waiting: [(temporary: String, path: String)] = []
  private var folders: [String] = []
  // Part of the temporary names: two commands must not write into one file.
  private let mark = String(UInt64.random(in: 0...UInt64.max), radix: 16)

  /// No file yet.
  package init() {}

  deinit {
    for file in waiting { unlink(file.temporary) }
    // `rmdir` removes empty folders only.
    for folder in folders.reversed() { rmdir(folder) }
  }

  /// Makes the file for `path`. Everybody may read it, as far as the process's umask allows.
  package func create(_ path: String) throws(FileSystemError) -> NewFileWriter {
    // The name has another ending, so that nobody takes the file for one of its kind.
    let temporary = "\(path).\(mark).tmp"
    let writer = try NewFileWriter(temporary)
    waiting.append((temporary, path))
    return writer
  }

  /// Makes the folder `path` if it is missing; its parent exists. A new folder that stays empty is removed again.
  package func makeFolder(_ path: String) throws(FileSystemError) {
    if mkdir(path, 0o777) == 0 {
      folders.append(path)
      return
    }
    guard errno == EEXIST else { throw FileSystemError("make the folder", path, errno) }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FileSystemError("make the folder", path, ENOTDIR)
    }
  }

  /// Puts all files in their places, so that they outlast a loss of power. All of them must be closed.
  package func moveIntoPlace() throws(FileSystemError) {
    try NewFiles.synchronize(waiting.map(\.temporary))
    let changed = Set((waiting.map(\.path) + folders).map(parent(of:))).sorted()
    for (place, file) in waiting.enumerated() {
      guard rename(file.temporary, file.path) == 0 else {
        waiting.removeFirst(place)
        throw FileSystemError("replace", file.path, errno)
      }
    }
    waiting.removeAll()
    try NewFiles.synchronize(changed)
  }

  /// `fsync` of the files or folders `paths`.
  private static func synchronize(_ paths: [String]) throws(FileSystemError) {
    let durable = DurableFiles(fileSystem: FileSystem(root: "."))
    let failure = durable.together(paths) { path throws(FileSystemError) in
      let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw FileSystemError("open", path, errno) }
      defer { close(descriptor) }
      guard retrying({ fsync(descriptor) }) == 0 else { throw FileSystemError("synchronize", path, errno) }
    }
    if let failure { throw failure }
  }
}

/// A new file that is written from its start to its end. Keeps count of its length and its hash.
package final class NewFileWriter {
  /// How many bytes were written.
  package private(set) var size = 0
  private var hash = RunningHash()
  private var buffer: [UInt8] = []
  /// The temporary name.
  package let path: String
  private var descriptor: Int32

  fileprivate init(_ path: String) throws(FileSystemError) {
    self.path = path
    descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644) }
    guard descriptor >= 0 else { throw FileSystemError("create", path, errno) }
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  /// Appends `bytes`.
  package func write(_ bytes: [UInt8]) throws(FileSystemError) {
    size += bytes.count
    hash.add(bytes)
    buffer += bytes
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Ends the file and checks its length.
  ///
  /// - Returns: the SHA-256 of its bytes in hexadecimal digits.
  package func close() throws(FileSystemError) -> String {
    try flush()
    try FileSystem.requireSize(size, of: descriptor, path)
    let closed = Glibc.close(descriptor)
    descriptor = -1
    guard closed == 0 || errno == EINTR else { throw FileSystemError("close", path, errno) }
    return hash.digits
  }

  private func flush() throws(FileSystemError) {
    try FileSystem.append(buffer, to: descriptor, path)
    buffer.removeAll(keepingCapacity: true)
  }
}
