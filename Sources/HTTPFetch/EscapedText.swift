/// Text that may be escaped, and more than once.
///
/// The escapes are those of URLs (`%41`), of JSON and JavaScript (`\u0041`, `\"`, `\x41`) and of HTML (`&#65;`,
/// `&quot;`). Text that was escaped twice has two layers of escapes: `%2541` is `%41`, which is `A`. The layers may be
/// of different kinds: `\u0026quot;` is `&quot;`, which is `"`.
struct EscapedText {
  /// How many layers of escapes are decoded. More are left as they are.
  static let layers = 3

  let bytes: [UInt8]

  /// A byte of the text, or the byte or character that an escape in the text stands for.
  struct Sign {
    /// The character; for a byte, the one with the same number.
    var value: Unicode.Scalar
    /// The index of the first byte after the sign.
    var end: Int
    var isByte = false

    /// The byte itself, or the first one of the character in UTF-8.
    var firstByte: UInt8 { isByte ? UInt8(truncatingIfNeeded: value.value) : value.utf8[0] }
  }

  /// Calls `body` with every way to read the text at `index`: as the byte itself, and as the escape that may start
  /// there, decoded by one, two and three layers. `body` may be called with the same sign more than once.
  func forEachSign(at index: Int, _ body: (Sign) -> Void) {
    guard let byte = sign(at: index, 0) else { return }
    body(byte)
    forEachEscape(startingWith: byte, behind: 0, body)
  }

  /// Decodes the escape that starts with `start`, which was decoded by `layers` layers itself.
  ///
  /// The rest of the escape may have more layers than its first sign: in `\&quot;` the backslash is plain and the quotation mark
  /// is escaped once. So each number of layers is tried for the rest. The exception is a first sign that is doubled, as in `\\`:
  /// the escaping of the rest then applied to the first sign too.
  private func forEachEscape(startingWith start: Sign, behind layers: Int, _ body: (Sign) -> Void) {
    guard layers < EscapedText.layers, start.end < bytes.count else { return }
    let isRepeated = Unicode.Scalar(bytes[start.end]) == start.value
    for layer in layers..<(isRepeated ? layers + 1 : EscapedText.layers) {
      guard let sign = escape(startingWith: start, layer) else { continue }
      body(sign)
      forEachEscape(startingWith: sign, behind: layer + 1, body)
    }
  }

  /// Whether `byte` is the first of an escape.
  static func startsEscape(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "%") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "&")
  }

  /// The sign at `index`, decoded by `layers` layers, or by as many as there are if there are fewer.
  private func sign(at index: Int, _ layers: Int) -> Sign? {
    guard index < bytes.count else { return nil }
    var sign = Sign(value: Unicode.Scalar(bytes[index]), end: index + 1, isByte: true)
    for layer in 0..<layers {
      if let inner = escape(startingWith: sign, layer) { sign = inner }
    }
    return sign
  }

  /// The sign that the escape beginning with `start` stands for. The escape's other signs are decoded by `layers` layers first.
  private func escape(startingWith start: Sign, _ layers: Int) -> Sign? {
    switch start.value {
    case "%": hexadecimalByte(at: start.end, layers)
    case "\\": backslashEscape(at: start.end, layers)
    case "&": entity(at: start.end, layers)
    default: nil
    }
  }

  private func hexadecimalByte(at index: Int, _ layers: Int) -> Sign? {
    number(at: index, digits: 2...2, layers).map { number in
      Sign(value: Unicode.Scalar(UInt8(truncatingIfNeeded: number.value)), end: number.end, isByte: true)
    }
  }

  /// The number whose digits start at `index`, and the end of the digits. `nil` where there are too few digits; of too many, only
  /// the first are read.
  private func number(
    at index: Int, digits: ClosedRange<Int>, radix: Int = 16, _ layers: Int
  ) -> (value: UInt32, end: Int)? {
    var value = 0
    var end = index
    var count = 0
    while count < digits.upperBound, let next = sign(at: end, layers), next.value.isASCII,
      let digit = Character(next.value).hexDigitValue, digit < radix
    {
      value = min(value * radix + digit, 0x11_0000)
      end = next.end
      count += 1
    }
    return count < digits.lowerBound ? nil : (UInt32(value), end)
  }

  // MARK: JSON and JavaScript

  private func backslashEscape(at index: Int, _ layers: Int) -> Sign? {
    guard let letter = sign(at: index, layers) else { return nil }
    switch letter.value {
    case "\"", "\\", "/", "'": return letter
    case "x": return hexadecimalByte(at: letter.end, layers)
    case "u": return codeUnits(at: letter.end, layers)
    default: return EscapedText.controls[letter.value].map { Sign(value: $0, end: letter.end) }
    }
  }

  private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
    "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t",
  ]

  /// The character of one `\uXXXX`, or of two that make a pair.
  private func codeUnits(at index: Int, _ layers: Int) -> Sign? {
    guard let first = number(at: index, digits: 4...4, layers) else { return nil }
    if let character = Unicode.Scalar(first.value) { return Sign(value: character, end: first.end) }
    guard first.value < 0xDC00, let backslash = sign(at: first.end, layers), backslash.value == "\\",
      let letter = sign(at: backslash.end, layers), letter.value == "u",
      let second = number(at: letter.end, digits: 4...4, layers), 0xDC00...0xDFFF ~= second.value,
      let character = Unicode.Scalar(0x10000 + (first.value & 0x3FF) << 10 + second.value & 0x3FF)
    else { return nil }
    return Sign(value: character, end: second.end)
  }

  // MARK: HTML

  private func entity(at index: Int, _ layers: Int) -> Sign? {
    guard let first = sign(at: index, layers) else { return nil }
    return first.value == "#" ? numericEntity(at: first.end, layers) : namedEntity(at: index, layers)
  }

  /// `&#65;` or `&#x41;`, also with zeros in front or without its semicolon.
  private func numericEntity(at index: Int, _ layers: Int) -> Sign? {
    var index = index
    var radix = 10
    if let mark = sign(at: index, layers), mark.value == "x" || mark.value == "X" {
      radix = 16
      index = mark.end
    }
    guard let number = number(at: index, digits: 1...Int.max, radix: radix, layers),
      let character = Unicode.Scalar(number.value)
    else { return nil }
    if let semicolon = sign(at: number.end, layers), semicolon.value == ";" {
      return Sign(value: character, end: semicolon.end)
    }
    return Sign(value: character, end: number.end)
  }

  private func namedEntity(at index: Int, _ layers: Int) -> Sign? {
    var name = ""
    var index = index
    while let next = sign(at: index, layers), name.utf8.count <= EscapedText.longestName {
      index = next.end
      if next.value == ";" { return EscapedText.entities[name].map { Sign(value: $0, end: index) } }
      guard next.value.isASCII, next.value.properties.isAlphabetic else { return nil }
      name.unicodeScalars.append(next.value)
    }
    return nil
  }

  private static let longestName = 16

  /// The names that HTML has for printable characters of ASCII.
  private static let entities: [String: Unicode.Scalar] = [
    "excl": "!", "quot": "\"", "QUOT": "\"", "num": "#", "dollar": "$", "percnt": "%", "amp": "&",
    "AMP": "&", "apos": "'", "lpar": "(", "rpar": ")", "ast": "*", "midast": "*", "plus": "+", "comma": ",",
    "period": ".", "sol": "/", "colon": ":", "semi": ";", "lt": "<", "LT": "<", "equals": "=", "gt": ">",
    "GT": ">", "quest": "?", "commat": "@", "lsqb": "[", "lbrack": "[", "bsol": "\\", "rsqb": "]",
    "rbrack": "]", "Hat": "^", "lowbar": "_", "UnderBar": "_", "grave": "`", "DiacriticalGrave": "`",
    "lcub": "{", "lbrace": "{", "verbar": "|", "vert": "|", "VerticalLine": "|", "rcub": "}", "rbrace": "}",
  ]
}
