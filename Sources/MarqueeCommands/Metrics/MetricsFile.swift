import Glibc
import Operations
import RankingModel
import Storage

/// A file of metrics. It is replaced as a whole, so that a reader finds either the old text or the new one.
struct MetricsFile: Sendable {
  let path: String

  /// Writes `metrics`.
  ///
  /// - Parameter checkedAt: when this command found the lake sound; `nil` to keep the time of the last check that is in the file.
  /// - Throws: a `storage` failure if the file cannot be written. The old file then stays.
  func write(_ metrics: Metrics, checkedAt: Instant?) throws(Failure) {
    let kept = MetricsText.lastCheck(in: try read())
    let lastCheck = checkedAt?.seconds ?? kept
    let text = MetricsText(metrics: metrics, lastCheck: lastCheck).text
    do throws(FileSystemError) { try FileSystem.replace(path, by: Array(text.utf8)) } catch {
      throw failure("written", error.code)
    }
  }

  /// The text of the file; empty if there is no file.
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

  private func failure(_ what: String, _ code: Int32 = errno) -> Failure {
    Failure(
      .storage, "the metrics file \(path) could not be \(what): \(String(cString: strerror(code)))",
      remedy: .words("name a file in a folder that is there and takes it"))
  }
}
