/// Percent-encoding (RFC 3986, section 2.1): `%41` and its like.
package enum PercentEncoding {
  /// The byte that `%` and two hexadecimal digits at `index` stand for, nil where they are not there.
  static func byte(in text: [UInt8], at index: Int) -> UInt8? {
    guard index + 2 < text.count, text[index] == UInt8(ascii: "%") else { return nil }
    guard let high = digit(text[index + 1]), let low = digit(text[index + 2]) else { return nil }
    return high << 4 | low
  }

  /// The bytes that `text` stands for, nil where a `%` is not followed by two hexadecimal digits.
  static func decode(_ text: Substring) -> [UInt8]? {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%") {
        guard let byte = byte(in: bytes, at: index) else { return nil }
        result.append(byte)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  /// `bytes` as data in a URL: everything but letters, digits and those of `kept` is encoded; what is encoded already is
  /// encoded again, unless `keepsEncoded` says otherwise.
  package static func encode(
    _ bytes: [UInt8], keeping kept: String = "-._~", keepsEncoded: Bool = false
  ) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.indices.flatMap { index -> [UInt8] in
      let byte = bytes[index]
      let scalar = Unicode.Scalar(byte)
      let isKept =
        scalar.isASCII && scalar.properties.isAlphabetic || "0123456789".utf8.contains(byte)
        || kept.utf8.contains(byte) || keepsEncoded && PercentEncoding.byte(in: bytes, at: index) != nil
      return isKept ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  /// The value of a hexadecimal digit; `nil` where `byte` is none.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
