import Glibc
import RankingModel
import Storage

/// A file that a command writes for its user.
enum OutputFile {
  /// Writes `text` to a new file at `path`.
  ///
  /// - Parameter name: the name of the file in messages.
  /// - Throws: a `usage` failure if the file exists or cannot be created, `storage` if it cannot be written.
  static func create(_ text: String, at path: String, _ name: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Failure(.usage, "the \(name) \(path) cannot be written: \(reason(errno))")
    }
    defer { close(descriptor) }
    do throws(FileSystemError) { try FileSystem.write(Array(text.utf8), to: descriptor, path) } catch {
      unlink(path)
      throw Failure(.storage, "the \(name) \(path) cannot be written: \(reason(error.code))")
    }
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}
