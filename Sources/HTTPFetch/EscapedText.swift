/// Text that may be escaped, and more than once.
///
/// The escapes are those of URLs (`%41`), of JSON and JavaScript (`\u0041`, `\"`, `\x41`) and of HTML (`&#65;`,
/// `&quot;`). Text that was escaped twice has two layers of escapes: `%2541` is `%41`, which is `A`. The layers may be
/// of different kinds: `\u0026quot;` is `&quot;`, which is `"`.
struct EscapedText {
  /// How many layers of escapes are decoded. More are left as they are.
  static let layers = 3

  let bytes: [UInt8]

  /// A byte of the text, or what an escape in the text means: a byte or a character.
  struct Sign {
    var value: UInt32
    var isByte = false
    /// The index of the first byte after the sign.
    var end: Int

    init(byte: UInt8, end: Int) {
      value = UInt32(byte)
      isByte = true
      self.end = end
    }

    init(character: UInt32, end: Int) {
      value = character
      self.end = end
    }

    func isCharacter(_ character: Unicode.Scalar) -> Bool { value == character.value }

    /// The byte itself, or the first one of the character in UTF-8.
    var firstByte: UInt8 {
      let lead: UInt32 =
        switch value {
        case _ where isByte || value < 0x80: value
        case ..<0x800: 0xC0 | value >> 6
        case ..<0x10000: 0xE0 | value >> 12
        default: 0xF0 | value >> 18
        }
      return UInt8(truncatingIfNeeded: lead)
    }
  }

  /// Calls `body` with every way to read the text at `index`: as the byte itself, and as the escape that may start
  /// there, decoded by one, two and three layers. `body` may be called with the same sign more than once.
  func forEachSign(at index: Int, _ body: (Sign) -> Void) {
    guard index < bytes.count else { return }
    let byte = Sign(byte: bytes[index], end: index + 1)
    body(byte)
    forEachEscape(startingWith: byte, behind: 0, body)
  }

  /// Decodes the escape that starts with `start`, which was decoded by `layers` layers itself.
  ///
  /// The rest of the escape may have more layers than its first sign: in `\&quot;` the backslash is plain and the
  /// quotation mark is escaped once. So each number of layers is tried for the rest. The exception is a first sign that
  /// is doubled, as in `\\`: whatever escaped the rest escaped the first sign too.
  private func forEachEscape(startingWith start: Sign, behind layers: Int, _ body: (Sign) -> Void) {
    guard layers < EscapedText.layers, start.end < bytes.count else { return }
    let isRepeated = UInt32(bytes[start.end]) == start.value
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
    var sign = Sign(byte: bytes[index], end: index + 1)
    for layer in 0..<layers {
      if let inner = escape(startingWith: sign, layer) { sign = inner }
    }
    return sign
  }

  /// What the escape that starts with `start` means. Each of its signs is decoded by `layers` layers first.
  private func escape(startingWith start: Sign, _ layers: Int) -> Sign? {
    switch start.value {
    case UInt32(UInt8(ascii: "%")): hexadecimal(at: start.end, digits: 2, layers).map(byte)
    case UInt32(UInt8(ascii: "\\")): backslashEscape(at: start.end, layers)
    case UInt32(UInt8(ascii: "&")): entity(at: start.end, layers)
    default: nil
    }
  }

  private func byte(_ sign: Sign) -> Sign { Sign(byte: UInt8(truncatingIfNeeded: sign.value), end: sign.end) }

  // MARK: JSON and JavaScript

  private func backslashEscape(at index: Int, _ layers: Int) -> Sign? {
    guard let letter = sign(at: index, layers), let scalar = Unicode.Scalar(letter.value) else { return nil }
    switch scalar {
    case "\"", "\\", "/", "'": return letter
    case "b": return Sign(character: 0x08, end: letter.end)
    case "f": return Sign(character: 0x0C, end: letter.end)
    case "n": return Sign(character: 0x0A, end: letter.end)
    case "r": return Sign(character: 0x0D, end: letter.end)
    case "t": return Sign(character: 0x09, end: letter.end)
    case "x": return hexadecimal(at: letter.end, digits: 2, layers).map(byte)
    case "u": return codeUnits(at: letter.end, layers)
    default: return nil
    }
  }

  /// The character of one `\uXXXX`, or of two that make a pair.
  private func codeUnits(at index: Int, _ layers: Int) -> Sign? {
    guard let first = hexadecimal(at: index, digits: 4, layers) else { return nil }
    guard 0xD800...0xDFFF ~= first.value else { return first }
    guard first.value < 0xDC00, let backslash = sign(at: first.end, layers), backslash.isCharacter("\\"),
      let letter = sign(at: backslash.end, layers), letter.isCharacter("u"),
      let second = hexadecimal(at: letter.end, digits: 4, layers), 0xDC00...0xDFFF ~= second.value
    else { return nil }
    let value = 0x10000 + (first.value & 0x3FF) << 10 + second.value & 0x3FF
    return Sign(character: value, end: second.end)
  }

  private func hexadecimal(at index: Int, digits: Int, _ layers: Int) -> Sign? {
    var value: UInt32 = 0
    var end = index
    for _ in 0..<digits {
      guard let next = sign(at: end, layers), let digit = EscapedText.digit(next, radix: 16) else {
        return nil
      }
      value = value << 4 | digit
      end = next.end
    }
    return Sign(character: value, end: end)
  }

  private static func digit(_ sign: Sign, radix: UInt32) -> UInt32? {
    guard sign.value < 0x80, let digit = PercentEncoding.digit(UInt8(sign.value)), digit < radix else {
      return nil
    }
    return UInt32(digit)
  }

  // MARK: HTML

  private func entity(at index: Int, _ layers: Int) -> Sign? {
    guard let first = sign(at: index, layers) else { return nil }
    return first.isCharacter("#") ? numericEntity(at: first.end, layers) : namedEntity(at: index, layers)
  }

  /// `&#65;` or `&#x41;`, also with zeros in front or without its semicolon.
  private func numericEntity(at index: Int, _ layers: Int) -> Sign? {
    var index = index
    var radix: UInt32 = 10
    if let mark = sign(at: index, layers), mark.isCharacter("x") || mark.isCharacter("X") {
      radix = 16
      index = mark.end
    }
    var value: UInt32?
    while let next = sign(at: index, layers), let digit = EscapedText.digit(next, radix: radix) {
      value = min((value ?? 0) * radix + digit, 0x11_0000)
      index = next.end
    }
    guard let value, Unicode.Scalar(value) != nil else { return nil }
    if let semicolon = sign(at: index, layers), semicolon.isCharacter(";") { index = semicolon.end }
    return Sign(character: value, end: index)
  }

  private func namedEntity(at index: Int, _ layers: Int) -> Sign? {
    var name = ""
    var index = index
    while let next = sign(at: index, layers), name.utf8.count <= EscapedText.longestName {
      index = next.end
      if next.isCharacter(";") {
        return EscapedText.entities[name].map { Sign(character: UInt32($0), end: index) }
      }
      guard 0x41...0x5A ~= next.value || 0x61...0x7A ~= next.value, let letter = Unicode.Scalar(next.value)
      else {
        return nil
      }
      name.unicodeScalars.append(letter)
    }
    return nil
  }

  private static let longestName = 16

  /// The names that HTML has for printable characters of ASCII.
  private static let entities: [String: UInt8] = {
    let names = [
      "!": "excl", "\"": "quot QUOT", "#": "num", "$": "dollar", "%": "percnt", "&": "amp AMP", "'": "apos",
      "(": "lpar", ")": "rpar", "*": "ast midast", "+": "plus", ",": "comma", ".": "period", "/": "sol",
      ":": "colon", ";": "semi", "<": "lt LT", "=": "equals", ">": "gt GT", "?": "quest", "@": "commat",
      "[": "lsqb lbrack", "\\": "bsol", "]": "rsqb rbrack", "^": "Hat", "_": "lowbar UnderBar",
      "`": "grave DiacriticalGrave", "{": "lcub lbrace", "|": "verbar vert VerticalLine", "}": "rcub rbrace",
    ]
    var entities: [String: UInt8] = [:]
    for (character, list) in names {
      for name in list.split(separator: " ") { entities[String(name)] = character.utf8.first }
    }
    return entities
  }()
}
