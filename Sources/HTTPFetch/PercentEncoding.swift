/// Percent-encoding (RFC 3986, section 2.1), such as `%41`.
package enum PercentEncoding {
  /// The byte that `%` and two hexadecimal digits at `index` stand for; nil where they are missing.
  private static func byte(in text: [UInt8], at index: Int) -> UInt8? {
    guard index + 2 < text.count, text[index] == UInt8(ascii: "%") else { return nil }
    let digits = text[index + 1...index + 2].compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    return digits.count == 2 ? UInt8(digits[0] << 4 | digits[1]) : nil
  }

  /// The bytes that `text` stands for; nil where a `%` is not followed by two hexadecimal digits.
  package static func decode(_ text: Substring) -> [UInt8]? {
    let text = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      let encoded = byte(in: text, at: index)
      if encoded == nil, text[index] == UInt8(ascii: "%") { return nil }
      result.append(encoded ?? text[index])
      index += encoded == nil ? 1 : 3
    }
    return result
  }

  /// `bytes` as data in a URL. Everything except letters, digits and the characters of `kept` is encoded, and with `keepsEncoded`
  /// also except bytes that are encoded already.
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
}
