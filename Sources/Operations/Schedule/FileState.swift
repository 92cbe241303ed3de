import Glibc

/// What tells that a file was changed, without reading it.
struct FileState: Sendable, Hashable {
  private var file: UInt64 = 0
  private var size: Int64 = -1
  private var seconds = 0
  private var nanoseconds = 0

  /// The state of the folder and of the files, in their order. One that is not there has a state too.
  static func of(_ files: [String], in folder: String) -> [FileState] {
    ([folder.isEmpty ? "." : folder] + files).map { path in
      var status = stat()
      guard stat(path, &status) == 0 else { return FileState() }
      return FileState(
        file: UInt64(status.st_ino), size: Int64(status.st_size),
        seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
  }
}
