/// Strings and numbers.
extension JSONCursor {
  /// Reads the string that starts here. Returns an empty one where `makesValues` is `false`.
  mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    var allBits: UInt8 = 0
    while position < bytes.count {
      let byte = bytes[position]
      allBits |= byte
      if byte == UInt8(ascii: "\"") {
        let text = try text(start..<position, isASCII: allBits < 0x80)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      if byte < 0x20 { throw fault("a string contains an unescaped control character") }
      position += 1
    }
    throw fault("the text ends within a string")
  }

  private func text(_ range: Range<Int>, isASCII: Bool = false) throws(JSONError) -> String {
    if isASCII, !makesValues { return "" }
    let slice = UnsafeBufferPointer(rebasing: bytes[range])
    // Decoding ASCII cannot fail, and takes a third of the time of validating.
    if isASCII { return String(decoding: slice, as: UTF8.self) }
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw fault("the text is not valid UTF-8", at: range.lowerBound)
    }
    return makesValues ? text : ""
  }

  /// A string with escapes; `position` is at the first backslash.
  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = try text(start..<position)
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") {
        let scalar = try escape()
        if makesValues { text.unicodeScalars.append(scalar) }
        continue
      }
      let plain = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
        bytes[position] != UInt8(ascii: "\\")
      {
        if bytes[position] < 0x20 { throw fault("a string contains an unescaped control character") }
        position += 1
      }
      text += try self.text(plain..<position)
    }
    throw fault("the text ends within a string")
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    position += 1
    guard position < bytes.count else { throw fault("the text ends within a string") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw fault("unknown escape in a string", at: position - 1)
    }
  }

  /// A `\uXXXX` escape or a surrogate pair of them; a lone surrogate is refused.
  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let place = position - 2
    let unit = try hexadecimalUnit()
    if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
    if unit < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try hexadecimalUnit()
      if (0xDC00...0xDFFF).contains(low) {
        let combined = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        if let scalar = Unicode.Scalar(combined) { return scalar }
      }
    }
    throw fault("a string contains half of a surrogate pair", at: place)
  }

  private mutating func hexadecimalUnit() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = hexadecimalDigit(bytes[position]) else {
        throw faultAtByte(expected: "a hexadecimal digit")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let integerDigits = digits()
    guard integerDigits > 0 else { throw faultAtByte(expected: "a digit") }
    if integerDigits > 1, bytes[position - integerDigits] == UInt8(ascii: "0") {
      throw fault("a number has a leading zero", at: position - integerDigits)
    }
    var whole = true
    if take(".") {
      whole = false
      guard digits() > 0 else { throw faultAtByte(expected: "a digit") }
    }
    if take("e") || take("E") {
      whole = false
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw faultAtByte(expected: "a digit") }
    }
    let literal = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
    if whole, let number = Int64(literal) { return .integer(number) }
    guard let number = Double(literal), number.isFinite else {
      throw fault("a number is beyond the range of a double", at: start)
    }
    return .double(number)
  }

  private mutating func digits() -> Int {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      position += 1
    }
    return position - start
  }
}

/// The value of one hexadecimal digit, or `nil`.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
