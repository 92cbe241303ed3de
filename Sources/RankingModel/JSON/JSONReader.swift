/// What is wrong with a text that should be JSON, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The fault in plain words.
  public let problem: String
  /// The line of the fault, from 1.
  public let line: Int
  /// The byte of the fault within its line, from 1.
  public let column: Int

  /// The fault and its place in one sentence.
  public var description: String { "\(problem) at line \(line), column \(column)" }
}

/// Reads JSON text (RFC 8259) strictly, in one pass over its bytes.
///
/// A byte order mark at the start is passed over. Nesting is limited, so that a hostile document cannot
/// exhaust the stack; numbers beyond the range of a double are refused.
public enum JSONReader {
  /// Arrays and objects may be nested this deep.
  public static let maximumDepth = 128

  /// The value that `bytes` hold.
  ///
  /// - Throws: `JSONError` with the line and column of the first fault.
  public static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    let result: Result<JSONValue, JSONError> = bytes.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(bytes: buffer)
      do throws(JSONError) {
        return .success(try cursor.document())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

/// A position in a JSON text and the rules to go on from it.
struct JSONCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  /// How many members the object before had: the rows of a list are alike.
  private var usualMembers = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
  }

  mutating func document() throws(JSONError) -> JSONValue {
    skipSpace()
    if position == bytes.count { throw fault("the text is empty") }
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw fault("text goes on after the end of the document") }
    return value
  }

  /// The error `problem` at `place`, or at the current position; only now are the lines counted.
  func fault(_ problem: String, at place: Int? = nil) -> JSONError {
    let place = place ?? position
    var line = 1
    var lineStart = 0
    for index in 0..<min(place, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    return JSONError(problem: problem, line: line, column: place - lineStart + 1)
  }

  private func faultAtByte(expected: String) -> JSONError {
    guard position < bytes.count else { return fault("the text ends where \(expected) should stand") }
    let byte = bytes[position]
    let shown = byte >= 0x20 && byte < 0x7F ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
    return fault("\(shown) stands where \(expected) should")
  }

  @inline(__always)
  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard position < bytes.count else { throw faultAtByte(expected: "a value") }
    switch bytes[position] {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw faultAtByte(expected: "a value")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let length = word.utf8CodeUnitCount
    guard position + length <= bytes.count else { throw faultAtByte(expected: "a value") }
    for offset in 0..<length where bytes[position + offset] != word.utf8Start[offset] {
      throw faultAtByte(expected: "a value")
    }
    position += length
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= JSONReader.maximumDepth else {
      throw fault("nested deeper than \(JSONReader.maximumDepth) levels")
    }
    position += 1
    var members: [JSONMember] = []
    skipSpace()
    if take("}") { return .object(members) }
    members.reserveCapacity(usualMembers)
    defer { usualMembers = min(members.count, 32) }
    while true {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw faultAtByte(expected: "a member name in quotes")
      }
      let key = try string()
      skipSpace()
      guard take(":") else { throw faultAtByte(expected: "':'") }
      skipSpace()
      members.append(JSONMember(key, try value(depth: depth)))
      skipSpace()
      if take(",") { continue }
      if take("}") { return .object(members) }
      throw faultAtByte(expected: "',' or '}'")
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= JSONReader.maximumDepth else {
      throw fault("nested deeper than \(JSONReader.maximumDepth) levels")
    }
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    while true {
      skipSpace()
      elements.append(try value(depth: depth))
      skipSpace()
      if take(",") { continue }
      if take("]") { return .array(elements) }
      throw faultAtByte(expected: "',' or ']'")
    }
  }

  @inline(__always)
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(truncatingIfNeeded: character.value) else {
      return false
    }
    position += 1
    return true
  }

  private mutating func string() throws(JSONError) -> String {
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
      if byte < 0x20 { throw fault("a raw control character stands in a string") }
      position += 1
    }
    throw fault("the text ends within a string")
  }

  private func text(_ range: Range<Int>, isASCII: Bool = false) throws(JSONError) -> String {
    let slice = UnsafeBufferPointer(rebasing: bytes[range])
    // Decoding ASCII cannot fail, and takes a third of the time of validating.
    if isASCII { return String(decoding: slice, as: UTF8.self) }
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw fault("the text is not valid UTF-8", at: range.lowerBound)
    }
    return text
  }

  /// A string with escapes; `position` stands on the first backslash.
  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = try text(start..<position)
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") {
        text.unicodeScalars.append(try escape())
        continue
      }
      let plain = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
        bytes[position] != UInt8(ascii: "\\")
      {
        if bytes[position] < 0x20 { throw fault("a raw control character stands in a string") }
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
    throw fault("half of a surrogate pair stands in a string", at: place)
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

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let integerDigits = digits()
    guard integerDigits > 0 else { throw faultAtByte(expected: "a digit") }
    if integerDigits > 1, bytes[position - integerDigits] == UInt8(ascii: "0") {
      throw fault("a number starts with a needless zero", at: position - integerDigits)
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
