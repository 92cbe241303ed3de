import Glibc
public import RankingModel

/// Reads a file that is given to a command.
public enum InputFile {
  /// The bytes of the file at `path`, or of standard input if `path` is "-".
  ///
  /// - Parameters:
  ///   - name: what messages call the file, such as "the list".
  ///   - remedy: what to do about a file that is too large.
  /// - Throws: a `usage` failure if the file cannot be read, or is larger than `limit` bytes.
  public static func bytes(
    at path: String, _ name: String, atMost limit: Int, remedy: Remedy? = nil
  ) throws(Failure) -> [UInt8] {
    let unreadable = {
      Failure(.usage, "\(name) \(path) cannot be read: \(String(cString: strerror(errno)).lowercased())")
    }
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable() }
    defer { if descriptor > 0 { close(descriptor) } }
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable() }
      if count == 0 { return result }
      guard count <= limit - result.count else {
        throw Failure(.usage, "\(name) \(path) is larger than \(limit) bytes", remedy: remedy)
      }
      result += piece[..<count]
    }
  }
}
