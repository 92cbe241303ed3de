import Glibc

/// An operation on a file that the system refused.
public struct FileSystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The operation as a verb, such as `write`.
  public var operation: String
  /// The path.
  public var path: String
  /// The system's error number.
  public var code: Int32

  /// Whether the path has nothing, or something that is not a readable file: reading it again changes nothing.
  package var isAboutContent: Bool { [ENOENT, ENOTDIR, EISDIR, ENXIO, ELOOP].contains(code) }

  /// `operation` on `path` failed with `code`.
  public init(_ operation: String, _ path: String, _ code: Int32) {
    (self.operation, self.path, self.code) = (operation, path, code)
  }

  /// The operation, the path and the system's message.
  public var description: String {
    // The system's message for this code speaks of loops.
    let words = code == ELOOP ? "a symbolic link is in the way" : systemMessage(code)
    return "cannot \(operation) \(path): \(words)"
  }
}

/// Repeats `call` for as long as a signal interrupts it.
package func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// The system's message for an error number.
package func systemMessage(_ code: Int32) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
    guard let start = buffer.baseAddress, strerror_r(code, start, buffer.count) == 0 else {
      return "error \(code)"
    }
    return String(cString: start)
  }
}

/// The most files that this process may have open (getrlimit(2), `ulimit -n`).
package func openFileLimit() -> Int {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 256 }
  return Int(clamping: limit.rlim_cur)
}
