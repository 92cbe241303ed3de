import Glibc
import Jobs
import RankingModel

/// A list that is given to a run.
enum ListInput {
  /// The list in the file `path`, or on standard input where that is "-".
  ///
  /// - Throws: a `usage` failure where it cannot be read, or is larger than `limit` bytes.
  static func source(_ path: String, atMost limit: Int) throws(Failure) -> ListSource {
    if path == "-" { return .input(try contents(of: 0, path, limit), name: path) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return .input(try contents(of: descriptor, path, limit), name: name)
  }

  private static func contents(of descriptor: Int32, _ path: String, _ limit: Int) throws(Failure) -> [UInt8]
  {
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path) }
      if count == 0 { return result }
      guard count <= limit - result.count else {
        throw Failure(
          .usage, "the list \(path) is larger than \(limit) bytes",
          remedy: .words("raise extract.maximum-size in the job file if that size is right"))
      }
      result += piece[..<count]
    }
  }

  private static func unreadable(_ path: String) -> Failure {
    Failure(.usage, "the list \(path) cannot be read: \(String(cString: strerror(errno)).lowercased())")
  }
}
