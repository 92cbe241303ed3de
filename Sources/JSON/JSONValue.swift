/// A JSON value as read from a source or about to be written.
///
/// Whole numbers that fit 64 bits stay whole, so that a number past 2^53 can be told from its rounded neighbour. Members of an
/// object keep the order in which they were read. Texts and names are equal only if their bytes are equal.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])
}

/// One name and value of a JSON object.
public struct JSONMember: Sendable, Hashable {
  /// The member's name.
  public var key: String
  /// The member's value.
  public var value: JSONValue

  /// A member named `key`.
  public init(_ key: String, _ value: JSONValue) {
    self.key = key
    self.value = value
  }
}

extension JSONMember {
  /// Whether both have the same name, byte for byte, and the same value.
  public static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.isNamed(right.key) && left.value == right.value
  }

  /// Whether this is the member `key`.
  package func isNamed(_ key: String) -> Bool { self.key.hasBytes(of: key) }
}

extension JSONValue {
  /// Whether both are equal; texts are compared byte for byte.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.string(let left), .string(let right)): left.hasBytes(of: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  /// The value of the member `key`, the last one where the name is repeated; `nil` where this is no object or has no such member.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    for index in members.indices.reversed() where members[index].isNamed(key) { return members[index].value }
    return nil
  }

  /// The text, where this is a string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The whole number, where this is one.
  public var integer: Int64? {
    if case .integer(let number) = self { number } else { nil }
  }

  /// The largest whole number that the canonical form, and every reader of JSON, keeps exact: 2^53.
  package static let largestInteger: Int64 = 1 << 53

  /// The whole number, where this is one that the canonical form keeps exact.
  package var exactInteger: Int? {
    guard let number = integer, number.magnitude <= JSONValue.largestInteger.magnitude else { return nil }
    return Int(number)
  }

  /// The number, whole or not, where this is one.
  public var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }

  /// The truth value, where this is one.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, where this is an array.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, where this is an object.
  public var members: [JSONMember]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// What kind of value this is, in the words of the JSON standard.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .double: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// The null value.
  public init(nilLiteral: ()) { self = .null }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object whose members stand in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONMember($0, $1) })
  }

  /// A whole number.
  public init(_ value: Int) { self = .integer(Int64(value)) }
  /// A string, or null where there is none.
  public init(_ value: String?) { self = value.map { .string($0) } ?? .null }
  /// A whole number, or null where there is none.
  public init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
  /// A number, or null where there is none.
  public init(_ value: Double?) { self = value.map { .double($0) } ?? .null }
}
