/// A position in a JSON text, and the grammar that reads on from it.
struct JSONCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  let limits: JSONLimits
  var position = 0
  /// Whether the text that is read becomes values. If not, the text is only checked, and callers ignore the values returned.
  var makesValues = true
  /// The number of values made so far within the document or the element that is read as a whole.
  var made = 0
  /// The number of members of the object read last. It sizes the next one, because the rows of a list are alike.
  private var usualMembers = 0

  init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
  }

  /// Reads the whole text as one value with `read`. Nothing but white space may stand around the value.
  mutating func document<Result>(
    _ read: (inout JSONCursor) throws(JSONError) -> Result
  ) throws(JSONError) -> Result {
    skipSpace()
    if position == bytes.count { throw fault("the text is empty") }
    let result = try read(&self)
    skipSpace()
    guard position == bytes.count else { throw fault("unexpected text after the end of the document") }
    return result
  }

  /// The error `problem` at `place`, or at the current position. Counts the lines here, so that reading does not have to.
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

  /// The error `problem` for a text that exceeds a limit.
  func excess(_ problem: String) -> JSONError {
    var error = fault(problem)
    error.isExcess = true
    return error
  }

  func faultAtByte(expected: String) -> JSONError {
    guard position < bytes.count else { return fault("expected \(expected), but the text ends") }
    let byte = bytes[position]
    let shown = byte >= 0x20 && byte < 0x7F ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
    return fault("expected \(expected), found \(shown)")
  }

  @inline(__always)
  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard position < bytes.count else { throw faultAtByte(expected: "a value") }
    if makesValues {
      made += 1
      guard made <= limits.values else { throw excess("a value contains more than \(limits.values) values") }
    }
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

  /// Checks the value that starts here without building it.
  mutating func skip(depth: Int) throws(JSONError) {
    let wanted = makesValues
    makesValues = false
    _ = try value(depth: depth)
    makesValues = wanted
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    var members: [JSONMember] = []
    if makesValues { members.reserveCapacity(usualMembers) }
    try self.members(depth: depth) { (cursor, key) throws(JSONError) in
      let value = try cursor.value(depth: depth)
      guard cursor.makesValues else { return }
      guard members.count < cursor.limits.members else {
        throw cursor.excess("an object has more than \(cursor.limits.members) members")
      }
      members.append(JSONMember(key, value))
    }
    if makesValues { usualMembers = min(members.count, 32) }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    var elements: [JSONValue] = []
    try items(depth: depth, until: "]") { (cursor) throws(JSONError) in
      let value = try cursor.value(depth: depth)
      if cursor.makesValues { elements.append(value) }
    }
    return .array(elements)
  }

  /// Goes through the object that starts here. Calls `member` with each name, at the start of its value; `member` must read the
  /// value.
  @inline(__always)
  mutating func members(
    depth: Int, _ member: (inout JSONCursor, String) throws(JSONError) -> Void
  ) throws(JSONError) {
    try items(depth: depth, until: "}") { (cursor) throws(JSONError) in
      guard cursor.position < cursor.bytes.count, cursor.bytes[cursor.position] == UInt8(ascii: "\"") else {
        throw cursor.faultAtByte(expected: "a member name in quotes")
      }
      let key = try cursor.string()
      cursor.skipSpace()
      guard cursor.take(":") else { throw cursor.faultAtByte(expected: "':'") }
      cursor.skipSpace()
      try member(&cursor, key)
    }
  }

  /// Goes through the object or array that starts here and ends with `end`. Calls `item` at the start of each member or element;
  /// `item` must read it.
  @inline(__always)
  mutating func items(
    depth: Int, until end: Unicode.Scalar, _ item: (inout JSONCursor) throws(JSONError) -> Void
  ) throws(JSONError) {
    guard depth <= JSONReader.maximumDepth else {
      throw excess("nested deeper than \(JSONReader.maximumDepth) levels")
    }
    position += 1
    skipSpace()
    if take(end) { return }
    while true {
      skipSpace()
      try item(&self)
      skipSpace()
      if take(",") { continue }
      if take(end) { return }
      throw faultAtByte(expected: "',' or '\(end)'")
    }
  }

  @inline(__always)
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(truncatingIfNeeded: character.value) else {
      return false
    }
    position += 1
    return true
  }
}
