/// A fault in a text that should be JSON, and its place.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The fault in plain words.
  public let problem: String
  /// The line of the fault, from 1.
  public let line: Int
  /// The byte of the fault within its line, from 1.
  public let column: Int
  /// Whether the text exceeds a limit of the reader. Such a text may well be valid JSON.
  public var isExcess = false

  /// The fault `problem` at a place.
  public init(problem: String, line: Int, column: Int, isExcess: Bool = false) {
    (self.problem, self.line, self.column, self.isExcess) = (problem, line, column, isExcess)
  }

  /// The fault and its place in one sentence.
  public var description: String { "\(problem) at line \(line), column \(column)" }
}

/// Limits on the values made of a JSON text: a value takes many times the memory of its text.
public struct JSONLimits: Sendable, Hashable {
  /// The most elements in an array that is read one element at a time.
  public var elements: Int
  /// The most values within a document or element that is read as a whole, on all levels together.
  public var values: Int
  /// The most members of one object.
  public var members: Int

  /// The limits `elements`, `values` and `members`. By default only the members of an object are limited.
  public init(elements: Int = .max, values: Int = .max, members: Int = 10_000) {
    (self.elements, self.values, self.members) = (elements, values, members)
  }
}

/// Reads JSON text (RFC 8259) strictly, in one pass over its bytes.
///
/// A byte order mark at the start is skipped. Nesting is limited, so that a hostile document cannot exhaust the stack. Numbers
/// beyond the range of a double are refused.
public enum JSONReader {
  /// The most levels to which arrays and objects may be nested.
  public static let maximumDepth = 128

  /// The value that `bytes` hold.
  ///
  /// - Throws: `JSONError` with the line and column of the first fault.
  public static func read(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue
  {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var cursor = JSONCursor(bytes: buffer, limits: limits)
      return try cursor.document { (cursor) throws(JSONError) in try cursor.value(depth: 0) }
    }
  }

  /// The events that the reader of an array reports.
  public enum ArrayEvent {
    /// An array begins at the pointer. Elements reported before it no longer count: of a repeated name, the last value counts.
    case start
    /// The next element, and the range of its bytes in the text.
    case element(JSONValue, range: Range<Int>)
  }

  /// Reads the array at `pointer` one element at a time, so that only one is in memory, and checks the rest of the document
  /// without keeping it.
  ///
  /// - Returns: the value to which the pointer led, or the last one on its way.
  /// - Throws: `JSONError` with the line and column of the first fault, wherever in the document it is.
  public static func elements(
    of bytes: [UInt8], at pointer: JSONPointer, limits: JSONLimits, _ receive: (ArrayEvent) -> Void
  ) throws(JSONError) -> JSONPlace {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var cursor = JSONCursor(bytes: buffer, limits: limits)
      return try cursor.document { (cursor) throws(JSONError) in
        var place = JSONPlace()
        try cursor.walk(pointer.tokens[...], depth: 0, &place, receive)
        try cursor.describe(&place)
        return place
      }
    }
  }

  /// The bytes of the value that starts at the byte `offset`, in a text that was checked before.
  package static func range(of bytes: [UInt8], at offset: Int) throws(JSONError) -> Range<Int> {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var cursor = JSONCursor(bytes: buffer, limits: JSONLimits())
      cursor.position = offset
      try cursor.skip(depth: 0)
      return offset..<cursor.position
    }
  }

  /// The value that starts at the byte `offset`, in a text that was checked before.
  public static func value(of bytes: [UInt8], at offset: Int) throws(JSONError) -> JSONValue {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var cursor = JSONCursor(bytes: buffer, limits: JSONLimits())
      cursor.position = offset
      return try cursor.value(depth: 0)
    }
  }
}

/// The value to which a pointer leads in a document, or the last value on its way.
public struct JSONPlace: Sendable, Hashable {
  /// How many steps of the pointer lead to the value.
  public var steps = 0
  /// The kind of the value, in the words of the JSON standard, such as `an array`.
  public var kind = ""
  /// The most member names that are kept.
  package static let mostNames = 12
  /// For an object, the names of its first members.
  public var names: [String] = []
  /// For an object, the number of its members.
  public var members: Int?
  /// The byte offset at which the value's text starts.
  package var offset = 0

  /// A place that a reader has yet to fill.
  init() {}

  /// The place of an object with `members` members, the first of which are `names`.
  package init(names: [String], members: Int) {
    kind = JSONValue.object([]).kind
    self.names = names
    self.members = members
  }

  /// Whether the value is an array.
  public var isArray: Bool { kind == JSONValue.array([]).kind }
}
