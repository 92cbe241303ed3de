import Jobs
import RankingModel

/// A list that is given to a run.
enum ListInput {
  /// The list in the file at `path`, or on standard input if `path` is "-".
  ///
  /// - Throws: a `usage` failure if the file cannot be read, or is larger than `limit` bytes.
  static func source(_ path: String, atMost limit: Int) throws(Failure) -> ListSource {
    let bytes = try InputFile.bytes(
      at: path, "the list", atMost: limit,
      remedy: .words("raise extract.maximum-size in the job file if that size is right"))
    return .input(bytes, name: path == "-" ? path : path.split(separator: "/").last.map(String.init) ?? path)
  }
}
