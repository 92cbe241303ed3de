import Glibc

/// Reads a whole file into memory, as long as it is not larger than a limit. Links are followed.
package enum BoundedFile {
  /// What may be at a path.
  package enum Kind: Sendable {
    /// A regular file. Anything else is refused, and not waited for.
    case regular
    /// A regular file of this user that nobody else has rights to.
    case secret
    /// Anything that can be read, such as the pipe of a shell's `<(command)`. It is waited for.
    case readable
  }

  /// Why a file was not read.
  package enum Problem: Error, Hashable, CustomStringConvertible {
    /// The system refused with an error number: `ENOENT` where there is nothing, `EISDIR` where there is a folder.
    case refused(Int32)
    /// It is neither a file nor a folder.
    case irregular
    /// It is a secret, and others have rights to it, or it belongs to another user.
    case exposed
    /// It is larger than the limit.
    case tooLarge

    /// The reason; the system's own message where the system refused.
    package var description: String {
      switch self {
      case .refused(let code): String(cString: strerror(code))
      case .irregular: "it is not a regular file"
      case .exposed: "others can read it, or it belongs to another user"
      case .tooLarge: "it is too large"
      }
    }
  }

  /// The bytes of the file at `path`, which may be `limit` at most.
  package static func read(
    _ path: String, atMost limit: Int, _ kind: Kind = .regular
  ) throws(Problem) -> [UInt8] {
    // Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it.
    let flags = O_RDONLY | O_CLOEXEC | (kind == .readable ? 0 : O_NONBLOCK)
    var descriptor = open(path, flags)
    while descriptor < 0, errno == EINTR { descriptor = open(path, flags) }
    guard descriptor >= 0 else { throw .refused(errno) }
    defer { close(descriptor) }
    if kind == .readable { return try rest(of: descriptor, atMost: limit) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .refused(errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .refused(EISDIR) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .irregular }
    guard kind != .secret || status.st_mode & 0o077 == 0 && status.st_uid == geteuid() else {
      throw .exposed
    }
    guard Int(status.st_size) <= limit else { throw .tooLarge }
    return try rest(of: descriptor, atMost: limit, expecting: Int(status.st_size))
  }

  /// The bytes that are left in the open file or pipe `descriptor`, which may be `limit` at most. It stays open.
  ///
  /// - Parameter size: how many there probably are. Their number may change while they are read.
  package static func rest(
    of descriptor: Int32, atMost limit: Int, expecting size: Int = 0
  ) throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .refused(errno) }
      if count == 0 { return bytes }
      guard count <= limit - bytes.count else { throw .tooLarge }
      bytes += piece[..<count]
    }
  }
}
