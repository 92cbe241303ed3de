import Crypto

/// The name of an object: the SHA-256 (FIPS 180-4) of its uncompressed bytes in 64 lower-case hexadecimal digits.
public struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The 64 digits.
  public let description: String

  /// The name of the object that holds `bytes`.
  public init(of bytes: [UInt8]) {
    self.description = hexadecimal(SHA256.hash(data: bytes))
  }

  /// The name spelled by `text`, or `nil` where it is not 64 lower-case hexadecimal digits.
  public init?(_ text: String) {
    guard text.utf8.count == 64,
      text.utf8.allSatisfy({ hexadecimalDigits.contains($0) })
    else { return nil }
    self.description = text
  }

  /// The first twelve digits: enough to tell versions apart where people read them.
  public var short: String { String(description.prefix(12)) }

  /// Whether `left` stands before `right`.
  public static func < (left: ObjectID, right: ObjectID) -> Bool { left.description < right.description }
}

/// The SHA-256 of bytes that come in pieces.
package struct RunningHash: Sendable {
  private var hash = SHA256()

  /// The hash of no bytes.
  package init() {}

  /// Takes the next bytes in.
  package mutating func add(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// The 64 lower-case hexadecimal digits of the hash of all bytes so far.
  package var digits: String { hexadecimal(hash.finalize()) }
}

private let hexadecimalDigits = Array("0123456789abcdef".utf8)

/// The 32 bytes of a hash in 64 digits.
package func hexadecimal(_ hash: some Sequence<UInt8>) -> String {
  var text = ""
  text.reserveCapacity(64)
  for byte in hash {
    text.unicodeScalars.append(UnicodeScalar(hexadecimalDigits[Int(byte >> 4)]))
    text.unicodeScalars.append(UnicodeScalar(hexadecimalDigits[Int(byte & 15)]))
  }
  return text
}
