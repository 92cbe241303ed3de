import Glibc
import Storage
import Synchronization

/// A file of events, one per line. It is opened again for each event, so that it may be moved away in between.
final class LineageFile: LineageLog {
  private let path: String
  private let warning: @Sendable (String) -> Void
  private let state = Mutex((isWritten: false, isTold: false))

  init(path: String, warning: @escaping @Sendable (String) -> Void) {
    (self.path, self.warning) = (path, warning)
  }

  func add(_ event: [UInt8]) {
    use { descriptor throws(FileSystemError) in
      // A single write, so that lines of several commands do not mix.
      try FileSystem.append(event + [UInt8(ascii: "\n")], to: descriptor, path)
      state.withLock { $0.isWritten = true }
    }
  }

  func close() async {
    guard state.withLock(\.isWritten) else { return }
    use { descriptor in
      // `fsync` fails with EINVAL for something that is not a file on a disk, such as a pipe.
      if fsync(descriptor) != 0, errno != EINVAL { tell(errno) }
    }
  }

  private func use(_ work: (Int32) throws(FileSystemError) -> Void) {
    // Without O_NONBLOCK, opening a pipe that nobody reads would wait.
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    let descriptor = open(path, flags, 0o600)
    guard descriptor >= 0 else { return tell(errno) }
    defer { Glibc.close(descriptor) }
    do throws(FileSystemError) { try work(descriptor) } catch { tell(error.code) }
  }

  private func tell(_ code: Int32) {
    let isTold = state.withLock { state in
      defer { state.isTold = true }
      return state.isTold
    }
    if !isTold {
      warning("the lineage file \(path) could not be written: \(String(cString: strerror(code)))")
    }
  }
}
