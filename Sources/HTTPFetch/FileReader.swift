import Glibc

/// Reads `file:` URLs: absolute (`file:///srv/list.json`) or relative (`file:history/list.json`),
/// percent-encoded or not.
enum FileReader {
  /// The path that `url` names.
  ///
  /// - Parameter folder: where a relative path starts; nil is the current folder.
  static func path(of url: String, folder: String?) throws(AttemptFailure) -> String {
    var rest = url.dropFirst("file:".count)
    if rest.hasPrefix("//") {
      let authority = rest.dropFirst(2).prefix { $0 != "/" }
      guard authority.isEmpty || authority.lowercased() == "localhost" else {
        throw AttemptFailure(.badURL("a file URL cannot name the host “\(authority)”"))
      }
      rest = rest.dropFirst(2 + authority.count)
    }
    if let mark = rest.first(where: { $0 == "?" || $0 == "#" }) {
      let code = mark == "?" ? "%3F" : "%23"
      throw AttemptFailure(.badURL("in a file URL, “\(mark)” is written “\(code)”"))
    }
    guard let bytes = PercentEncoding.decode(rest), !bytes.contains(0) else {
      throw AttemptFailure(.badURL("a “%” in it is not followed by two hexadecimal digits of a character"))
    }
    let path = String(decoding: bytes, as: UTF8.self)
    guard !path.isEmpty else { throw AttemptFailure(.badURL("it names no file")) }
    guard let folder, !path.hasPrefix("/") else { return path }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
  }

  /// The content of the file at `path`.
  static func contents(of path: String, maximumBytes: Int) throws(AttemptFailure) -> [UInt8] {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw AttemptFailure(cause(of: errno)) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw AttemptFailure(cause(of: errno)) }
    switch information.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw AttemptFailure(.isFolder)
    default: throw AttemptFailure(.unreadable("it is not a regular file"))
    }
    guard Int(information.st_size) <= maximumBytes else {
      throw AttemptFailure(.tooLarge(limit: maximumBytes))
    }
    return try readAll(descriptor, expected: Int(information.st_size), maximumBytes: maximumBytes)
  }

  /// Reads to the end of the file, which may have changed its size since it was looked at.
  private static func readAll(
    _ descriptor: Int32, expected: Int, maximumBytes: Int
  ) throws(AttemptFailure) -> [UInt8] {
    var result: [UInt8] = []
    // One byte more lets the read that finds the end find it without growing the array.
    var room = expected + 1
    while true {
      var failure: Int32 = 0
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        var received = -1
        repeat {
          received = read(descriptor, buffer.baseAddress, buffer.count)
        } while received < 0 && errno == EINTR
        if received < 0 { failure = errno }
        count = max(0, received)
      }
      guard failure == 0 else { throw AttemptFailure(cause(of: failure)) }
      if piece.isEmpty { return result }
      guard piece.count <= maximumBytes - result.count else {
        throw AttemptFailure(.tooLarge(limit: maximumBytes))
      }
      if result.isEmpty { result = piece } else { result.append(contentsOf: piece) }
      room = 64 * 1024
    }
  }

  private static func cause(of code: Int32) -> FetchError.Cause {
    switch code {
    case ENOENT, ENOTDIR: .notFound
    default: .unreadable(String(cString: strerror(code)).lowercased())
    }
  }
}
