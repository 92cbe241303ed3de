/// Where a secret comes from; never the secret itself.
public enum KeySource: Sendable, Hashable {
  /// An environment variable.
  case environment(String)
  /// A file that only its owner can read.
  case file(String)
  /// None is needed.
  case none
}
