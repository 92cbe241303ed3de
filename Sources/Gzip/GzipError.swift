/// Why bytes could not be packed or unpacked.
public enum GzipError: Error, Hashable, Sendable {
  /// The data ends before the end of its last member, or holds none at all.
  case truncated
  /// The data is not gzip, fails its own checksum, or continues after its end; `detail` says which.
  case corrupt(_ detail: String)
  /// Unpacked, the data is larger than `limit` bytes. Nothing past the limit was kept.
  case tooLarge(limit: Int)
  /// zlib could not get the memory for its own state.
  case outOfMemory
}

extension GzipError: CustomStringConvertible {
  /// One clause in plain words, without a full stop.
  public var description: String {
    switch self {
    case .truncated: "the gzip data is cut short"
    case .corrupt(let detail): "the gzip data is damaged: \(detail)"
    case .tooLarge(let limit): "the gzip data unpacks to more than the limit of \(limit) bytes"
    case .outOfMemory: "not enough memory for gzip"
    }
  }
}
