import Glibc
public import RankingModel

/// Who writes to a lake.
public struct LockHolder: Sendable, Hashable {
  /// The process.
  public var process: Int
  /// The machine it runs on.
  public var host: String
  /// What it was called with.
  public var command: String
  /// When it took the lock.
  public var since: Instant

  /// A holder.
  public init(process: Int, host: String, command: String, since: Instant) {
    self.process = process
    self.host = host
    self.command = command
    self.since = since
  }

  var json: JSONValue {
    [
      "process": JSONValue(process), "host": .string(host), "command": .string(command),
      "since": .string(since.description),
    ]
  }
}

/// The right to write to a lake: an operating-system lock on the file `lock`, which dies with its holder.
final class LakeLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock in `folder` as `options` say, for this process.
  convenience init(folder: String, options: Lake.Options) throws(Failure) {
    let holder = LockHolder(
      process: Int(getpid()), host: hostName(), command: options.command, since: options.clock())
    try self.init(folder: folder, holder: holder, wait: options.lockWait, waiting: options.waiting)
  }

  /// Takes the lock in `folder`, trying again until `wait` seconds have passed.
  ///
  /// - Parameter waiting: called once, with the holder's words, when the lock is not free at once.
  /// - Throws: a `locked` failure that names the holder.
  init(folder: String, holder: LockHolder, wait: Double, waiting: (String) -> Void) throws(Failure) {
    let path = "\(folder)/lock"
    let descriptor = retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard descriptor >= 0 else {
      throw Failure(storing: "the lock", FileSystemError("open", path, errno))
    }
    var remaining = wait
    var told = false
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        let code = errno
        Glibc.close(descriptor)
        throw Failure(storing: "the lock", FileSystemError("lock", path, code))
      }
      let words = LakeLock.words(path)
      guard remaining > 0 else {
        Glibc.close(descriptor)
        throw Failure(
          .locked, "the lake \(folder) is being written to by \(words)",
          cure: "wait for it to end, or give --lock-wait a longer time")
      }
      if !told { waiting(words) }
      told = true
      poll(nil, 0, 50)
      remaining -= 0.05
    }
    self.descriptor = descriptor
    let bytes = CanonicalJSON.bytes(holder.json) + [UInt8(ascii: "\n")]
    // Only for the message that others print; the lock itself does not depend on it.
    ftruncate(descriptor, 0)
    _ = pwrite(descriptor, bytes, bytes.count, 0)
  }

  deinit {
    Glibc.close(descriptor)
  }

  private static func words(_ path: String) -> String {
    guard let bytes = try? FileSystem(root: parent(of: path)).read(path),
      let json = try? JSONReader.read(bytes),
      let process = json["process"]?.integer, let host = json["host"]?.string,
      let command = json["command"]?.string, let since = json["since"]?.string
    else { return "another process" }
    return "process \(process) on \(host) (\(command)), since \(since)"
  }
}
