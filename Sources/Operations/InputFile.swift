import HTTPFetch
public import RankingModel

/// Reads a file that is given to a command.
public enum InputFile {
  /// The bytes of the file at `path`, or of standard input if `path` is "-".
  ///
  /// - Parameters:
  ///   - name: what messages call the file, such as "the list".
  ///   - remedy: what to do about a file that is too large.
  /// - Throws: a `usage` failure if the file cannot be read, or is larger than `limit` bytes.
  public static func bytes(
    at path: String, _ name: String, atMost limit: Int, remedy: Remedy? = nil
  ) throws(Failure) -> [UInt8] {
    do throws(BoundedFile.Problem) {
      if path == "-" { return try BoundedFile.rest(of: 0, atMost: limit) }
      return try BoundedFile.read(path, atMost: limit, .readable)
    } catch {
      guard error != .tooLarge else {
        throw Failure(.usage, "\(name) \(path) is larger than \(limit) bytes", remedy: remedy)
      }
      throw Failure(.usage, "\(name) \(path) cannot be read: \(error.description.lowercased())")
    }
  }
}
