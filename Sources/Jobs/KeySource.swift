/// Where a key comes from; never the key itself.
public enum KeySource: Sendable, Hashable {
  /// An environment variable.
  case environment(String)
  /// A file that only its owner can read.
  case file(String)
  /// The source needs none.
  case none
}
