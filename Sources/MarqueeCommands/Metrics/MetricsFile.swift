import Glibc
import Operations
import RankingModel
import Storage

/// A file of metrics. It is replaced whole: who reads it finds the old text or the new one.
struct MetricsFile: Sendable {
  let path: String

  /// Writes `metrics`.
  ///
  /// - Parameter checkedAt: when the lake was found sound, where this command has just done so; otherwise the file keeps what
  ///   it says of the last check.
  /// - Throws: a `storage` failure where the file cannot be written; the old one stays.
  func write(_ metrics: Metrics, checkedAt: Instant?) throws(Failure) {
    let kept = MetricsText.lastCheck(in: try read())
    let lastCheck = checkedAt?.seconds ?? kept
    try replace(by: MetricsText(metrics: metrics, lastCheck: lastCheck).text)
  }

  /// What the file says; nothing where there is none.
  private func read() throws(Failure) -> String {
    guard let file = fopen(path, "re") else {
      if errno == ENOENT { return "" }
      throw failure("read")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    guard ferror(file) == 0 else { throw failure("read") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Everybody may read it, as far as the process's mask lets them: whoever collects metrics is another user.
  private func replace(by text: String) throws(Failure) {
    // Its name has another ending, so that no collector takes it for a file of metrics, and a random part, so that two
    // commands that end together do not write into one file.
    let temporary = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 16)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw failure("written") }
    var problem: Failure?
    do throws(FileSystemError) {
      try FileSystem.write(Array(text.utf8), to: descriptor, temporary)
      if fsync(descriptor) != 0 { problem = failure("written") }
    } catch {
      problem = failure("written", error.code)
    }
    if close(descriptor) != 0 { problem = problem ?? failure("written") }
    if problem == nil, rename(temporary, path) == 0 { return }
    let failure = problem ?? failure("written")
    unlink(temporary)
    throw failure
  }

  private func failure(_ what: String, _ code: Int32 = errno) -> Failure {
    Failure(
      .storage, "the metrics file \(path) could not be \(what): \(String(cString: strerror(code)))",
      remedy: .words("name a file in a folder that is there and takes it"))
  }
}
