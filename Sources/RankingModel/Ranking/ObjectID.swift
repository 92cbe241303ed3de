import Crypto

/// The name of an object: the SHA-256 (FIPS 180-4) of its uncompressed bytes, written in 64 lower-case hexadecimal digits.
///
/// Stored as the 32 bytes of the hash, not as its digits: a question about twenty years reads thousands of names.
public struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Eight bytes each, the first byte the highest.
  private let first, second, third, fourth: UInt64

  /// The name of the object that holds `bytes`.
  public init(of bytes: [UInt8]) {
    self = SHA256.hash(data: bytes).withUnsafeBytes { ObjectID(words: $0) }
  }

  /// The name whose hash is `hash`, or `nil` where that is not 32 bytes long.
  package init?(hash: UnsafeRawBufferPointer) {
    guard hash.count == 32 else { return nil }
    self.init(words: hash)
  }

  /// - Parameter hash: 32 bytes.
  private init(words hash: UnsafeRawBufferPointer) {
    let word = { UInt64(bigEndian: hash.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
    (first, second, third, fourth) = (word(0), word(1), word(2), word(3))
  }

  /// The 32 bytes of the hash.
  package var hash: [UInt8] {
    [first, second, third, fourth].flatMap { word in withUnsafeBytes(of: word.bigEndian, Array.init) }
  }

  /// The name spelled by `text`, or `nil` where it is not 64 lower-case hexadecimal digits.
  public init?(_ text: String) {
    var text = text
    guard let name = text.withUTF8({ ObjectID(digits: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = name
  }

  /// The name spelled by the bytes of a text, or `nil` where they are not 64 lower-case hexadecimal digits.
  private init?(digits: UnsafeRawBufferPointer) {
    guard digits.count == 64 else { return nil }
    func word(_ place: Int) -> UInt64? {
      var word: UInt64 = 0
      for digit in digits[place * 16..<place * 16 + 16] {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): word = word << 4 | UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): word = word << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
        default: return nil
        }
      }
      return word
    }
    guard let first = word(0), let second = word(1), let third = word(2), let fourth = word(3) else {
      return nil
    }
    (self.first, self.second, self.third, self.fourth) = (first, second, third, fourth)
  }

  /// The 64 digits.
  public var description: String {
    String(unsafeUninitializedCapacity: 64) { digits in
      var place = 0
      for word in [first, second, third, fourth] {
        for shift in stride(from: 60, through: 0, by: -4) {
          digits[place] = hexadecimalDigits[Int(word >> UInt64(shift) & 15)]
          place += 1
        }
      }
      return place
    }
  }

  /// The first twelve digits: enough for people to tell versions apart.
  public var short: String { String(description.prefix(12)) }

  /// Whether `left` sorts before `right`, in the order of their digits.
  public static func < (left: ObjectID, right: ObjectID) -> Bool {
    (left.first, left.second, left.third, left.fourth) < (
      right.first, right.second, right.third, right.fourth
    )
  }
}

/// The SHA-256 of bytes that come in pieces.
package struct RunningHash: Sendable {
  private var hash = SHA256()

  /// The hash of no bytes.
  package init() {}

  /// Adds the next bytes.
  package mutating func add(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// The 64 lower-case hexadecimal digits of the hash of all bytes so far.
  package var digits: String { hexadecimal(hash.finalize()) }
}

private let hexadecimalDigits = Array("0123456789abcdef".utf8)

/// `hash` in lower-case hexadecimal digits: 64 for 32 bytes.
package func hexadecimal(_ hash: some Sequence<UInt8>) -> String {
  var text = ""
  text.reserveCapacity(64)
  for byte in hash {
    text.unicodeScalars.append(UnicodeScalar(hexadecimalDigits[Int(byte >> 4)]))
    text.unicodeScalars.append(UnicodeScalar(hexadecimalDigits[Int(byte & 15)]))
  }
  return text
}
