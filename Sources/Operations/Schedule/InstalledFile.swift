import Glibc
import RankingModel
import Storage

/// Files that the installation of a trigger writes.
enum InstalledFile {
  /// The text of the file at `path`; `nil` if there is none, or if this program has not made it.
  static func text(at path: String) throws(Failure) -> String? {
    do throws(FileSystemError) {
      let text = String(decoding: try FileSystem(root: parent(of: path)).read(path), as: UTF8.self)
      return text.hasPrefix(madeByMarquee + "\n") ? text : nil
    } catch {
      guard error.code != ENOENT, error.code != ENOTDIR else { return nil }
      throw refused("read", path, error.code)
    }
  }

  /// Writes `text` to `path` and replaces an existing file as a whole. Makes missing folders.
  static func write(_ text: String, to path: String) throws(Failure) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in parent(of: path).split(separator: "/") {
      made += "/\(part)"
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw refused("written", path, errno) }
    }
    do throws(FileSystemError) { try FileSystem.replace(path, by: Array(text.utf8)) } catch {
      throw refused("written", path, error.code)
    }
  }

  static func refused(_ what: String, _ path: String, _ code: Int32) -> Failure {
    Failure(
      .storage, "\(path) cannot be \(what): \(systemMessage(code))",
      remedy: .words("see that you may write there"))
  }
}

/// The first line of each file that the installation of a trigger writes. It marks the file as made by this program.
let madeByMarquee = "# Made by Marquee, which removes this file while this is its first line."

/// Refuses a word with control characters, which cannot be part of a line.
func refuseControls(in word: String) throws(Failure) {
  guard word.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return }
  throw Failure(
    .usage, "\(SafeText.start(of: word)) has a control character",
    remedy: .words("name a path without control characters"))
}
