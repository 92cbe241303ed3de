import Glibc
import Storage

/// A copy of a database and its log, in a folder of this process. The files are removed with the last reference. Connections that
/// are open by then can still use them.
final class DatabaseCopy {
  /// The copy's path.
  var path: String { "\(folder)/catalogue.sqlite" }
  /// The folder of the copy.
  let folder: String

  private init() throws(FileSystemError) {
    let place = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array("\(place.isEmpty ? "/tmp" : place)/marquee-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileSystemError("make the folder", place, errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A database whose file has `bytes`, without a log.
  ///
  /// - Throws: `FileSystemError`.
  convenience init(bytes: [UInt8]) throws(FileSystemError) {
    try self.init()
    try DatabaseCopy.write(bytes, to: path)
  }

  /// Writes `bytes` to the file at `path`, which only its owner can read.
  static func write(_ bytes: [UInt8], to path: String) throws(FileSystemError) {
    let output = try created(path)
    defer { close(output) }
    try write(bytes[...], to: output, path)
  }

  /// Copies the database at `path`, even while another process writes to it.
  ///
  /// - Throws: `FileSystemError`.
  convenience init(of path: String) throws(FileSystemError) {
    try self.init()
    for _ in 0..<5 {
      // A database changes where its log is folded into it. All that was folded in meanwhile is still in the log, unless the log
      // was started again; then its head is different.
      let head = try DatabaseCopy.copy("\(path)-wal", to: "\(self.path)-wal", atMost: 32)
      _ = try DatabaseCopy.copy(path, to: self.path)
      if try DatabaseCopy.copy("\(path)-wal", to: "\(self.path)-wal") == head { return }
    }
    throw FileSystemError("copy", path, EBUSY)
  }

  deinit {
    for end in [""] + DatabaseCheck.logEnds { unlink(path + end) }
    rmdir(folder)
  }

  /// Copies the file `source`, or its beginning, over what is at `target`.
  ///
  /// - Returns: the first 32 bytes. For a log this is the head, which changes when the log is started again. None without a log.
  private static func copy(
    _ source: String, to target: String, atMost limit: Int = .max
  ) throws(FileSystemError) -> [UInt8] {
    let input = retrying { open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
    if input < 0, errno == ENOENT, source.hasSuffix("-wal") { return [] }
    guard input >= 0 else { throw FileSystemError("open", source, errno) }
    defer { close(input) }
    let output = try created(target)
    defer { close(output) }
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var left = limit
    while left > 0 {
      let count = retrying { read(input, &buffer, min(left, buffer.count)) }
      guard count >= 0 else { throw FileSystemError("read", source, errno) }
      if count == 0 { break }
      head += buffer.prefix(min(count, 32 - head.count))
      try write(buffer[..<count], to: output, target)
      left -= count
    }
    return head
  }

  private static func created(_ path: String) throws(FileSystemError) -> Int32 {
    let output = retrying { open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard output >= 0 else { throw FileSystemError("create", path, errno) }
    return output
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to output: Int32, _ path: String)
    throws(FileSystemError)
  {
    var rest = bytes
    while !rest.isEmpty {
      let more = rest.withUnsafeBytes { part in
        retrying { Glibc.write(output, part.baseAddress, part.count) }
      }
      guard more > 0 else { throw FileSystemError("write", path, errno) }
      rest = rest.dropFirst(more)
    }
  }
}
