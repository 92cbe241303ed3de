import Glibc

/// Reads `file:` URLs, percent-encoded or not.
package enum FileReader {
  /// The path that `url` names.
  static func path(of url: String) throws(FetchError.Cause) -> String {
    var rest = url.dropFirst("file:".count)
    if rest.hasPrefix("//") {
      let authority = rest.dropFirst(2).prefix { $0 != "/" }
      guard authority.isEmpty || authority.lowercased() == "localhost" else {
        throw .badURL("a file URL cannot name the host “\(authority)”")
      }
      rest = rest.dropFirst(2 + authority.count)
    }
    if let mark = rest.first(where: { $0 == "?" || $0 == "#" }) {
      let code = mark == "?" ? "%3F" : "%23"
      throw .badURL("in a file URL, “\(mark)” is written “\(code)”")
    }
    guard let bytes = PercentEncoding.decode(rest), !bytes.contains(0) else {
      throw .badURL("a “%” in it is not followed by two hexadecimal digits of a character")
    }
    let path = String(decoding: bytes, as: UTF8.self)
    guard !path.isEmpty else { throw .badURL("it names no file") }
    return path
  }

  /// The content of the file at `path`. The error names the file.
  package static func bytes(of path: String, maximumBytes: Int) throws(FetchError) -> [UInt8] {
    do throws(FetchError.Cause) { return try contents(of: path, maximumBytes: maximumBytes) } catch {
      throw FetchError(operation: .read, subject: path, cause: error)
    }
  }

  /// The content of the file at `path`.
  static func contents(of path: String, maximumBytes: Int) throws(FetchError.Cause) -> [UInt8] {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw cause(of: errno) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw cause(of: errno) }
    switch information.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .isFolder
    default: throw .unreadable("it is not a regular file")
    }
    guard Int(information.st_size) <= maximumBytes else { throw .tooLarge(limit: maximumBytes) }
    var result: [UInt8] = []
    result.reserveCapacity(Int(information.st_size))
    var piece = [UInt8](repeating: 0, count: 64 * 1024)
    // Reads to the end of the file, whose size may have changed since `fstat`.
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw cause(of: errno) }
      if count == 0 { return result }
      guard count <= maximumBytes - result.count else { throw .tooLarge(limit: maximumBytes) }
      result.append(contentsOf: piece[..<count])
    }
  }

  private static func cause(of code: Int32) -> FetchError.Cause {
    switch code {
    case ENOENT, ENOTDIR: .notFound
    default: .unreadable(String(cString: strerror(code)).lowercased())
    }
  }
}
