import Glibc

/// File metadata that reveals a change without reading the file.
struct FileState: Sendable, Hashable {
  private var file: UInt64 = 0
  private var size: Int64 = -1
  private var seconds = 0
  private var nanoseconds = 0

  /// The state of the file at `path`. A missing file has a state as well.
  private init(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    (file, size) = (UInt64(status.st_ino), Int64(status.st_size))
    (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
  }

  /// The states of the job files and of `schedule.yaml`, by their paths.
  static func all(in jobs: JobFolder) -> [String: FileState] {
    let files = ((try? jobs.names()) ?? []).map(jobs.file(named:)) + [jobs.scheduleFile]
    return Dictionary(files.map { ($0, FileState(of: $0)) }) { first, _ in first }
  }
}
