import Foundation

/// A text that equals another one only if both have the same UTF-8 bytes, as in SQLite and in files. Swift's own comparison also
/// treats two spellings of one character as equal: é, and e with a combining accent after it.
public struct ByteText: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The text.
  public let description: String

  /// Wraps `text` unchanged.
  public init(_ text: String) { self.description = text }

  /// Whether both have the same bytes.
  public static func == (left: ByteText, right: ByteText) -> Bool {
    left.description.hasBytes(of: right.description)
  }

  /// Whether `left` sorts before `right`: by bytes, as in SQLite.
  public static func < (left: ByteText, right: ByteText) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }

  /// Feeds the bytes and 0xFF as an end mark: no UTF-8 contains that byte.
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
    // Nearly all texts are contiguous in memory: they are compared in one call.
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

  /// The text in Unicode's normalization form KD (NFKD): each character is split into its letter and its marks, and variants of a
  /// letter, such as wide ones, become the usual letter.
  public var decomposed: String {
    utf8.allSatisfy { $0 < 0x80 } ? self : decomposedStringWithCompatibilityMapping
  }
}
