import Glibc
import JSON
import RankingModel
import Storage
import Synchronization

/// The right to write to a lake, or to one of its charts. It consists of operating-system locks that die with the process.
///
/// A writer of one chart has a shared lock on the file `lock` and an exclusive one on `locks/<chart>`. A writer of the whole lake
/// has an exclusive lock on `lock`.
final class LakeLock: Sendable {
  private let files: [LockFile]

  /// Takes the lock of `scope` in `folder` for this process. Tries again until the `lockWait` of `options` is over.
  ///
  /// - Throws: a `locked` failure that names the holder.
  init(folder: String, for scope: Lake.Scope, options: Lake.Options) throws(Failure) {
    let whole = "\(folder)/lock"
    switch scope {
    case .catalogue: files = [try LockFile(whole, in: folder, isShared: true, options)]
    case .lake: files = [try LockFile(whole, in: folder, isShared: false, options)]
    case .chart(let chart):
      let shared = try LockFile(whole, in: folder, isShared: true, options)
      do throws(FileSystemError) {
        _ = try FileSystem(root: folder).makeFolder("\(folder)/locks")
      } catch { throw Failure(storing: "the lock", error) }
      files = [shared, try LockFile("\(folder)/locks/\(chart)", in: folder, isShared: false, options)]
    }
  }

  /// Releases the lock.
  func release() { for file in files.reversed() { file.release() } }
}

/// A file that is locked.
private final class LockFile: Sendable {
  private let descriptor: Int32
  private let isShared: Bool
  private let isHeld = Mutex(true)

  init(_ path: String, in folder: String, isShared: Bool, _ options: Lake.Options) throws(Failure) {
    let descriptor = retrying { open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    guard descriptor >= 0 else { throw Failure(storing: "the lock", FileSystemError("open", path, errno)) }
    let sharing = Sharing(ofFolder: folder)
    // Only the user who made the file may change its mode, and has done so.
    if sharing == .group { _ = fchmod(descriptor, sharing.changing) }
    var remaining = options.lockWait
    var told = false
    // A process that has just taken the lock may not have written its name yet, and that of a killed process may remain.
    var patience = 40
    while flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR, patience > 0 {
        patience -= 1
        continue
      }
      guard code == EWOULDBLOCK else {
        Glibc.close(descriptor)
        throw Failure(
          .storage, "the lake could not be locked: \(FileSystemError("lock", path, code))",
          remedy: .either(.words("see that its file system can lock files"), or: .otherLake))
      }
      let (words, isCurrent) = LockFile.holder(of: path, in: folder)
      if !isCurrent, patience > 0 {
        patience -= 1
        poll(nil, 0, 5)
        continue
      }
      guard remaining > 0 else {
        Glibc.close(descriptor)
        throw Failure(.locked, "the lake \(folder) is being written to by \(words)", remedy: .waitForWriter)
      }
      if !told { options.waiting(words) }
      told = true
      poll(nil, 0, 50)
      remaining -= 0.05
    }
    self.descriptor = descriptor
    self.isShared = isShared
    guard !isShared else { return }
    let holder: JSONValue = [
      "process": JSONValue(Int(getpid())), "host": .string(hostName()), "command": .string(options.command),
      "since": .string(options.clock().description),
    ]
    let bytes = CanonicalJSON.bytes(holder) + [UInt8(ascii: "\n")]
    // Only for the message that others print. The lock does not depend on it.
    ftruncate(descriptor, 0)
    _ = pwrite(descriptor, bytes, bytes.count, 0)
  }

  /// Releases the lock.
  func release() {
    let wasHeld = isHeld.withLock { isHeld in
      defer { isHeld = false }
      return isHeld
    }
    guard wasHeld else { return }
    // So that nobody takes this process for the next holder.
    if !isShared { ftruncate(descriptor, 0) }
    flock(descriptor, LOCK_UN)
  }

  deinit {
    release()
    Glibc.close(descriptor)
  }

  /// The holder of the lock on `path` by the lock files, and whether that can be right: it cannot where the process has ended.
  /// The holders of a shared lock are named in the files of their charts.
  private static func holder(of path: String, in folder: String) -> (words: String, isCurrent: Bool) {
    let charts = (try? FileSystem(root: folder).names(in: "\(folder)/locks")) ?? []
    let holders = ([path] + charts.map { "\(folder)/locks/\($0)" }).map(words)
    return holders.first { $0.isCurrent } ?? holders[0]
  }

  private static func words(_ path: String) -> (words: String, isCurrent: Bool) {
    guard let bytes = try? FileSystem(root: parent(of: path)).read(path),
      let json = try? JSONReader.read(bytes),
      let process = json["process"]?.integer, let host = json["host"]?.string,
      let command = json["command"]?.string, let since = json["since"]?.string
    else { return ("another process", false) }
    let hasEnded = host == hostName() && kill(pid_t(truncatingIfNeeded: process), 0) != 0 && errno == ESRCH
    return ("process \(process) on \(host) (\(command)), since \(since)", !hasEnded)
  }
}

func hostName() -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
    buffer.initialize(repeating: 0)
    guard let start = buffer.baseAddress, gethostname(start, 255) == 0 else { return "this host" }
    return String(cString: start)
  }
}
