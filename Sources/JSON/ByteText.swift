import Foundation

/// A text that is another's equal only where both have the same UTF-8 bytes, as in SQLite and in files. Swift's own
/// comparison also takes two spellings of one character for the same: é, and e with an accent after it.
public struct ByteText: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The text.
  public let description: String

  /// The text `text`, as it stands.
  public init(_ text: String) { self.description = text }

  /// Whether both have the same bytes.
  public static func == (left: ByteText, right: ByteText) -> Bool {
    left.description.hasBytes(of: right.description)
  }

  /// Whether `left` stands before `right`: by bytes, as SQLite sorts.
  public static func < (left: ByteText, right: ByteText) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }

  /// Feeds the bytes and a byte that no UTF-8 has.
  public func hash(into hasher: inout Hasher) {
    var text = description
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  /// Whether `other` has the same bytes.
  package func hasBytes(of other: String) -> Bool {
    let count = utf8.count
    guard count == other.utf8.count else { return false }
    // Compared in one go where both are at hand as bytes, as nearly all texts are.
    let isSame = utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return memcmp(left, right, count) == 0
      }
    }
    return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
  }

  /// The text in Unicode's normalization form C (NFC): each character in its one shortest spelling.
  public var composed: String { utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping }

  /// The text in Unicode's normalization form KD (NFKD): each character apart into its letter and its marks, and letters of
  /// another shape, such as wide ones, as the usual ones.
  public var decomposed: String {
    utf8.allSatisfy { $0 < 0x80 } ? self : decomposedStringWithCompatibilityMapping
  }
}
