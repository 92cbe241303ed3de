import Glibc

/// Reads `file:` URLs, percent-encoded or not.
package enum FileReader {
  /// The path that `url` names.
  static func path(of url: String) throws(FetchError.Cause) -> String {
    var rest = url.dropFirst("file:".count)
    if rest.hasPrefix("//") {
      let authority = rest.dropFirst(2).prefix { $0 != "/" }
      guard authority.isEmpty || authority.lowercased() == "localhost" else {
        throw .badURL("a file URL cannot name the host “\(authority)”")
      }
      rest = rest.dropFirst(2 + authority.count)
    }
    if let mark = rest.first(where: { $0 == "?" || $0 == "#" }) {
      let code = mark == "?" ? "%3F" : "%23"
      throw .badURL("in a file URL, “\(mark)” is written “\(code)”")
    }
    guard let bytes = PercentEncoding.decode(rest), !bytes.contains(0) else {
      throw .badURL("a “%” in it is not followed by two hexadecimal digits of a character")
    }
    let path = String(decoding: bytes, as: UTF8.self)
    guard !path.isEmpty else { throw .badURL("it names no file") }
    return path
  }

  /// The content of the file at `path`. The error names the file.
  package static func bytes(of path: String, maximumBytes: Int) throws(FetchError) -> [UInt8] {
    do throws(FetchError.Cause) { return try contents(of: path, maximumBytes: maximumBytes) } catch {
      throw FetchError(operation: .read, subject: path, cause: error)
    }
  }

  /// The content of the file at `path`.
  static func contents(of path: String, maximumBytes: Int) throws(FetchError.Cause) -> [UInt8] {
    do throws(BoundedFile.Problem) { return try BoundedFile.read(path, atMost: maximumBytes) } catch {
      let cause: FetchError.Cause =
        switch error {
        case .tooLarge: .tooLarge(limit: maximumBytes)
        case .refused(ENOENT), .refused(ENOTDIR): .notFound
        case .refused(EISDIR): .isFolder
        case .refused, .irregular, .exposed: .unreadable(error.description.lowercased())
        }
      throw cause
    }
  }
}
