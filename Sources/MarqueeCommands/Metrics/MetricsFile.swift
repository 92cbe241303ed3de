import Glibc
import HTTPFetch
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
      throw failure("written", systemMessage(error.code))
    }
  }

  /// The text of the file; empty if there is no file.
  private func read() throws(Failure) -> String {
    do throws(BoundedFile.Problem) {
      return String(decoding: try BoundedFile.read(path, atMost: 64 << 20), as: UTF8.self)
    } catch {
      guard error == .refused(ENOENT) else { throw failure("read", "\(error)") }
      return ""
    }
  }

  private func failure(_ what: String, _ why: String) -> Failure {
    Failure(
      .storage, "the metrics file \(path) could not be \(what): \(why)",
      remedy: .words("name a file that holds metrics, or a new one in a folder that is there and takes it"))
  }
}
