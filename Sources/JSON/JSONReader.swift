/// What is wrong with a text that should be JSON, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The fault in plain words.
  public let problem: String
  /// The line of the fault, from 1.
  public let line: Int
  /// The byte of the fault within its line, from 1.
  public let column: Int
  /// Whether the text may well be JSON and is more than is read of one.
  public var isExcess = false

  /// The fault `problem` at a place.
  public init(problem: String, line: Int, column: Int, isExcess: Bool = false) {
    (self.problem, self.line, self.column, self.isExcess) = (problem, line, column, isExcess)
  }

  /// The fault and its place in one sentence.
  public var description: String { "\(problem) at line \(line), column \(column)" }
}

/// How much of a JSON text is made into values: a value takes many times the memory of its text.
public struct JSONLimits: Sendable, Hashable {
  /// The most elements of an array that is read one by one.
  public var elements = Int.max
  /// The most values within one that is read as a whole, on all levels together.
  public var values = Int.max
  /// The most members of one object.
  public var members = 10_000

  /// No limits but that of members.
  public init(elements: Int = .max, values: Int = .max) {
    self.elements = elements
    self.values = values
  }
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
  public static func read(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue
  {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var cursor = JSONCursor(bytes: buffer, limits: limits)
      return try cursor.document { (cursor) throws(JSONError) in try cursor.value(depth: 0) }
    }
  }

  /// What the reader of an array is told.
  public enum ArrayEvent {
    /// An array begins at the pointer. What came before does not count: the last of repeated names does.
    case start
    /// The next element, and the bytes that are its text.
    case element(JSONValue, range: Range<Int>)
  }

  /// Reads the array at `pointer` one element after the other, so that no more than one is in memory, and checks the rest
  /// of the document without making anything of it.
  ///
  /// - Returns: how far the pointer led, and to what.
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

  /// The bytes of the value whose text starts at the byte `offset` of a text that was read before.
  package static func range(of bytes: [UInt8], at offset: Int) throws(JSONError) -> Range<Int> {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var cursor = JSONCursor(bytes: buffer, limits: JSONLimits())
      cursor.position = offset
      try cursor.skip(depth: 0)
      return offset..<cursor.position
    }
  }

  /// The value whose text starts at the byte `offset` of a text that was read before.
  public static func value(of bytes: [UInt8], at offset: Int) throws(JSONError) -> JSONValue {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      var cursor = JSONCursor(bytes: buffer, limits: JSONLimits())
      cursor.position = offset
      return try cursor.value(depth: 0)
    }
  }
}

/// The value in a document to which a pointer leads, or the last one on its way.
public struct JSONPlace: Sendable, Hashable {
  /// How many steps of the pointer lead to it.
  public var steps = 0
  /// What kind of value it is, in the words of the JSON standard.
  public var kind = ""
  /// At most so many names are kept.
  package static let mostNames = 12
  /// Where it is an object: the first names of its members.
  public var names: [String] = []
  /// Where it is an object: how many members it has.
  public var members: Int?
  /// The byte at which its text starts.
  package var offset = 0

  /// Nothing yet.
  init() {}

  /// The place of an object with `members` members, the first of which have `names`.
  package init(names: [String], members: Int) {
    kind = JSONValue.object([]).kind
    self.names = names
    self.members = members
  }

  /// Whether it is an array.
  public var isArray: Bool { kind == JSONValue.array([]).kind }
}
