import Glibc
import Storage

/// A copy of a database and its log in a folder of this process's own. The files go with the last reference: whoever has
/// opened them by then goes on with them.
final class DatabaseCopy {
  /// The copy's path.
  let path: String
  private let folder: String

  /// Copies the database at `path`, beside whoever writes to it.
  ///
  /// - Throws: `FileSystemError`.
  init(of path: String) throws(FileSystemError) {
    let place = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array("\(place.isEmpty ? "/tmp" : place)/marquee-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileSystemError("make the folder", place, errno) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.path = "\(folder)/copy.sqlite"
    for _ in 0..<5 {
      // A database changes where its log is folded into it. All that can have been folded in meanwhile stands in the log
      // still, unless that was begun anew; then its head is another one.
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
  /// - Returns: the first 32 bytes: those at the head of a log, which say when it was begun.
  private static func copy(
    _ source: String, to target: String, atMost limit: Int = .max
  ) throws(FileSystemError) -> [UInt8] {
    let input = retrying { open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
    guard input >= 0 else { throw FileSystemError("open", source, errno) }
    defer { close(input) }
    let output = retrying { open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard output >= 0 else { throw FileSystemError("create", target, errno) }
    defer { close(output) }
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var left = limit
    while left > 0 {
      let count = retrying { read(input, &buffer, min(left, buffer.count)) }
      guard count >= 0 else { throw FileSystemError("read", source, errno) }
      if count == 0 { break }
      head += buffer.prefix(min(count, 32 - head.count))
      var written = 0
      while written < count {
        let more = buffer[written..<count].withUnsafeBytes { rest in
          retrying { write(output, rest.baseAddress, rest.count) }
        }
        guard more > 0 else { throw FileSystemError("write", target, errno) }
        written += more
      }
      left -= count
    }
    return head
  }
}
