import Glibc
public import RankingModel

/// A destination of a command's output.
public struct StandardOutput: Sendable {
  private let take: @Sendable ([UInt8]) throws(Failure) -> Void

  /// Output that is passed to `take`.
  public init(_ take: @escaping @Sendable ([UInt8]) throws(Failure) -> Void) { self.take = take }

  /// The process's standard output.
  public static let standard = StandardOutput { bytes throws(Failure) in
    try write(bytes, to: STDOUT_FILENO, named: "standard output")
  }

  /// The process's standard error, for messages to people. A message that cannot be written is lost.
  public static let standardError = StandardOutput { bytes in
    try? write(bytes, to: STDERR_FILENO, named: "standard error")
  }

  /// Writes `text` in UTF-8.
  ///
  /// - Throws: an `output` failure if it could not be written completely. A reader that has closed its end, as `head` does, is
  ///   not a failure: the rest is dropped.
  public func write(_ text: String) throws(Failure) { try take(Array(text.utf8)) }

  /// Writes `bytes` unchanged. Throws as for a text.
  public func write(_ bytes: [UInt8]) throws(Failure) { try take(bytes) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws(Failure) {
    let code: Int32 = bytes.withUnsafeBytes { buffer in
      var rest = buffer
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        } else if errno == EAGAIN {
          var descriptors = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&descriptors, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    guard code != 0, code != EPIPE else { return }
    let reason = code == EBADF ? "it is closed" : String(cString: strerror(code))
    throw Failure(
      .output, "\(name) could not be written: \(reason)",
      remedy: code == ENOSPC ? .words("free some space where the output goes") : nil)
  }
}
