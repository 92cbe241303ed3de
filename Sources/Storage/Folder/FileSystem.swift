import Glibc
public import RankingModel

/// All file operations of a lake go through this type, except SQLite's own. Below the lake's folder it follows no symbolic link,
/// so that nothing leads out of the lake. New files and folders are for the owner alone, or for the group that the lake's folder
/// is shared with.
///
/// Paths are absolute or relative to the working folder.
public struct FileSystem: Sendable {
  /// The folder below which no symbolic link is followed. The folder itself may be a link.
  private let root: String
  private let sharing: Sharing

  /// The files below the folder `root`.
  public init(root: String) {
    self.root = root
    self.sharing = Sharing(ofFolder: root)
  }

  /// Makes a new file of `bytes`, not synchronized yet. Fails if a file of that name exists.
  ///
  /// - Returns: the descriptor of the open file.
  func create(_ path: String, _ bytes: [UInt8]) throws(FileSystemError) -> Int32 {
    try refuseLinks(path)
    // Only the owner may read fetched bytes, unless the lake is shared.
    let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard descriptor >= 0 else { throw FileSystemError("create", path, errno) }
    do throws(FileSystemError) {
      guard sharing == .owner || fchmod(descriptor, sharing.record) == 0 else {
        throw FileSystemError("set the rights of", path, errno)
      }
      try FileSystem.write(bytes, to: descriptor, path)
    } catch {
      _ = Glibc.close(descriptor)
      throw error
    }
    return descriptor
  }

  /// Writes all of `bytes` to a new file, open as `descriptor`, and checks its length. It is not synchronized yet.
  package static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileSystemError) {
    try append(bytes, to: descriptor, path)
    try requireSize(bytes.count, of: descriptor, path)
  }

  /// Appends all of `bytes` to the file open as `descriptor`.
  package static func append(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileSystemError) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { rest in
        retrying { Glibc.write(descriptor, rest.baseAddress, rest.count) }
      }
      guard count > 0 else { throw FileSystemError("write", path, count < 0 ? errno : EIO) }
      written += count
    }
  }

  /// Checks that the file open as `descriptor` has `size` bytes: a file system may report bytes as written that are not.
  static func requireSize(_ size: Int, of descriptor: Int32, _ path: String) throws(FileSystemError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSystemError("inspect", path, errno) }
    guard status.st_size == size else { throw FileSystemError("write", path, EIO) }
  }

  /// Puts a file of `bytes` at `path`, in place of an existing one: a reader finds the old bytes or the new ones. Everybody may
  /// read the file, as far as the process's umask allows. On failure the old file stays, and no other file is left.
  package static func replace(_ path: String, by bytes: [UInt8]) throws(FileSystemError) {
    let files = NewFiles()
    let file = try files.create(path)
    try file.write(bytes)
    _ = try file.close()
    try files.moveIntoPlace()
  }

  /// `fsync`.
  public func synchronize(_ descriptor: Int32) throws(FileSystemError) {
    guard retrying({ fsync(descriptor) }) == 0 else { throw FileSystemError("synchronize", "a file", errno) }
  }

  /// `close`.
  public func close(_ descriptor: Int32) throws(FileSystemError) {
    // After EINTR Linux has closed the descriptor nevertheless (close(2)).
    guard Glibc.close(descriptor) == 0 || errno == EINTR else {
      throw FileSystemError("close", "a file", errno)
    }
  }

  /// `rename`.
  public func rename(_ source: String, to target: String) throws(FileSystemError) {
    try refuseLinks(source)
    try refuseLinks(target)
    guard Glibc.rename(source, target) == 0 else { throw FileSystemError("rename", target, errno) }
  }

  /// `unlink`.
  public func remove(_ path: String) throws(FileSystemError) {
    try refuseLinks(path)
    guard unlink(path) == 0 else { throw FileSystemError("remove", path, errno) }
  }

  /// `unlink`, if there is a file.
  ///
  /// - Returns: whether there was one.
  package func removeIfThere(_ path: String) throws(FileSystemError) -> Bool {
    do throws(FileSystemError) { try remove(path) } catch {
      guard error.code == ENOENT else { throw error }
      return false
    }
    return true
  }

  /// Makes the folder if it is missing.
  public func makeFolder(_ path: String) throws(FileSystemError) {
    try refuseLinks(path)
    if mkdir(path, 0o700) == 0 {
      guard sharing == .owner || chmod(path, sharing.folder) == 0 else {
        throw FileSystemError("set the rights of", path, errno)
      }
      return
    }
    guard errno == EEXIST else { throw FileSystemError("make the folder", path, errno) }
    try refuseLinks(path + "/")
  }

  /// `fsync` of the folder.
  public func synchronizeFolder(_ path: String) throws(FileSystemError) {
    try refuseLinks(path + "/")
    let descriptor = retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileSystemError("open the folder", path, errno) }
    defer { _ = Glibc.close(descriptor) }
    guard retrying({ fsync(descriptor) }) == 0 else {
      throw FileSystemError("synchronize the folder", path, errno)
    }
  }

  /// Reads a regular file. A symbolic link at the end of the path is not followed.
  public func read(_ path: String) throws(FileSystemError) -> [UInt8] { try read(path, last: .max) }

  /// Reads the last `count` bytes of a regular file. A symbolic link at the end of the path is not followed.
  public func read(_ path: String, last count: Int) throws(FileSystemError) -> [UInt8] {
    try read(path) { size in max(0, size - count)..<size }
  }

  /// Reads up to `count` bytes of a regular file, starting at `offset`. A symbolic link at the end of the path is not followed.
  package func read(_ path: String, at offset: Int, count: Int) throws(FileSystemError) -> [UInt8] {
    try read(path) { size in min(offset, size)..<min(offset + count, size) }
  }

  /// Reads the range of bytes that `part` chooses for the size of the file.
  private func read(_ path: String, _ part: (Int) -> Range<Int>) throws(FileSystemError) -> [UInt8] {
    try refuseLinks(path)
    // Opening a pipe or the like must not wait.
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
    guard descriptor >= 0 else { throw FileSystemError("open", path, errno) }
    defer { _ = Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSystemError("inspect", path, errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw FileSystemError("read", path, EISDIR) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileSystemError("read", path, ENXIO) }
    var failure: Int32 = 0
    let range = part(Int(status.st_size))
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < buffer.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let count = retrying { pread(descriptor, rest.baseAddress, rest.count, range.lowerBound + filled) }
        if count < 0 { failure = errno }
        if count <= 0 { return }
        filled += count
      }
    }
    guard failure == 0 else { throw FileSystemError("read", path, failure) }
    return bytes
  }

  /// The kinds of things at a path.
  public enum Kind: Sendable, Hashable { case file, folder, symbolicLink, other }

  /// The status of the thing at a path.
  public struct Status: Sendable, Hashable {
    /// The kind of thing.
    public var kind: Kind
    /// The size of a file in bytes.
    public var size: Int
    /// When the content was last changed, by the clock of the file system.
    public var modified: Instant
  }

  /// `lstat`: the status of the thing at `path`; `nil` where there is none.
  public func status(of path: String) throws(FileSystemError) -> Status? {
    try refuseLinks(path)
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw FileSystemError("inspect", path, errno)
    }
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      default: .other
      }
    let time = status.st_mtim
    return Status(
      kind: kind, size: Int(status.st_size),
      modified: Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000))
  }

  /// The kind of thing at `path`; `nil` where there is none.
  public func kind(of path: String) throws(FileSystemError) -> Kind? { try status(of: path)?.kind }

  /// The size of the regular file at `path`; `nil` where there is none.
  public func size(_ path: String) throws(FileSystemError) -> Int? {
    guard let status = try status(of: path), status.kind == .file else { return nil }
    return status.size
  }

  /// Whether the folder at `path` has a name that `isCounted` accepts; `false` where there is no such folder.
  func holds(_ path: String, where isCounted: (String) -> Bool) throws(FileSystemError) -> Bool {
    var isFound = false
    try forEachName(in: path) { name in
      isFound = isCounted(name)
      return !isFound
    }
    return isFound
  }

  /// The names in the folder except `.` and `..`, sorted; none where there is no such folder.
  ///
  /// - Throws: where the folder cannot be read to its end. A part of the names is never returned.
  public func names(in folder: String) throws(FileSystemError) -> [String] {
    var names: [String] = []
    try forEachName(in: folder) { name in
      names.append(name)
      return true
    }
    return names.sorted()
  }

  /// Calls `visit` with each name in the folder until it returns `false`.
  private func forEachName(in folder: String, _ visit: (String) -> Bool) throws(FileSystemError) {
    try refuseLinks(folder + "/")
    var stream = opendir(folder)
    while stream == nil, errno == EINTR { stream = opendir(folder) }
    guard let stream else {
      if errno == ENOENT { return }
      throw FileSystemError("list", folder, errno)
    }
    defer { closedir(stream) }
    while true {
      // The end of a folder and an error look alike: only `errno` tells them apart (readdir(3)).
      errno = 0
      guard let entry = readdir(stream) else {
        if errno == EINTR { continue }
        guard errno == 0 else { throw FileSystemError("list", folder, errno) }
        return
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
      }
      if name != ".", name != "..", !visit(name) { return }
    }
  }

  /// Refuses a path that leads through a symbolic link below the root: the link could lead out of the lake.
  private func refuseLinks(_ path: String) throws(FileSystemError) {
    guard path.utf8.count > root.utf8.count, path.hasPrefix(root + "/") else { return }
    let places = path.utf8.indices.dropFirst(root.utf8.count + 1).filter {
      path.utf8[$0] == UInt8(ascii: "/")
    }
    for place in places {
      let folder = String(path[..<place])
      var status = stat()
      if lstat(folder, &status) == 0 {
        if status.st_mode & S_IFMT == S_IFLNK { throw FileSystemError("follow", folder, ELOOP) }
        continue
      }
      // Nothing is below a missing folder, so no link can follow.
      if errno == ENOENT || errno == ENOTDIR { return }
      throw FileSystemError("inspect", folder, errno)
    }
  }
}
