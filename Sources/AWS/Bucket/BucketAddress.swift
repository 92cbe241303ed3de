public import RankingModel

/// The place of a lake in a bucket, as `s3://bucket/prefix`.
public struct BucketAddress: Sendable, Hashable, CustomStringConvertible {
  /// The start of such an address.
  public static let scheme = "s3://"

  /// The bucket's name.
  public let bucket: String
  /// The start of all keys in this place, without a slash at either end; may be empty.
  public let prefix: String

  /// The address that `text` spells. A slash at its end is dropped.
  ///
  /// - Throws: a `usage` failure where `text` is not such an address.
  public init(_ text: String) throws(Failure) {
    let rest = text.hasPrefix(Self.scheme) ? text.dropFirst(Self.scheme.count) : ""
    let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var prefix = parts.dropFirst().first ?? ""
    if prefix.hasSuffix("/") { prefix.removeLast() }
    guard let name = parts.first, Self.isName(name), Self.isPrefix(prefix) else {
      throw Failure(
        .usage, "\"\(SafeText.start(of: text, limit: 200))\" is not an address of a bucket",
        remedy: .words("write it as s3://bucket or s3://bucket/prefix"))
    }
    (bucket, self.prefix) = (String(name), String(prefix))
  }

  /// The key in the bucket for `path` within the place.
  public func key(of path: String) -> String { prefix.isEmpty ? path : "\(prefix)/\(path)" }

  /// Such as `s3://bucket/prefix`.
  public var description: String {
    prefix.isEmpty ? "\(Self.scheme)\(bucket)" : "\(Self.scheme)\(bucket)/\(prefix)"
  }

  /// Allows the names that AWS allows, and also underscores and capital letters, which older buckets and other servers have.
  private static func isName(_ name: Substring) -> Bool {
    (3...255).contains(name.utf8.count) && !name.contains("..")
      && name.utf8.allSatisfy { byte in
        let scalar = Unicode.Scalar(byte)
        return scalar.isASCII && scalar.properties.isAlphabetic || "0123456789.-_".utf8.contains(byte)
      }
  }

  /// Whether no part is empty, `.` or `..`, which programs on the way may remove, and no character is a control character.
  private static func isPrefix(_ prefix: Substring) -> Bool {
    prefix.isEmpty
      || prefix.utf8.count <= 700 && prefix.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        && prefix.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
          !["", ".", ".."].contains($0)
        }
  }
}
