/// The entities of HTML in texts of sources, and in texts that people paste from them.
package enum HTMLEntities {
  /// `text` with its entities replaced: named, decimal and hexadecimal ones. An unknown entity stays as it is.
  package static func decoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      // The longest name has eight letters, and the longest number has no more.
      let body = rest.dropFirst().prefix(10)
      if let end = body.firstIndex(of: ";"), let scalar = scalar(of: body[..<end]) {
        result.unicodeScalars.append(scalar)
        rest = rest[rest.index(after: end)...]
      } else {
        result += "&"
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  private static func scalar(of body: Substring) -> Unicode.Scalar? {
    // Names are ASCII. Swift's comparison equates some other characters with ASCII ones: the Kelvin sign with K.
    guard body.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    guard body.hasPrefix("#") else { return codePoints[String(body)].flatMap(Unicode.Scalar.init) }
    let digits = body.dropFirst()
    let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
    let number = isHexadecimal ? digits.dropFirst() : digits
    guard let first = number.first, first.isHexDigit,
      let code = UInt32(number, radix: isHexadecimal ? 16 : 10), code > 0
    else { return nil }
    return Unicode.Scalar(code)
  }
}
