package import JSON

/// A fault in a stored record.
public struct RecordError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The fault in plain words.
  public let description: String

  /// The fault `description`.
  public init(_ description: String) { self.description = description }
}

extension JSONValue {
  /// An object with those of `members` that have a value, in the order given.
  package static func present(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { name, value in value.map { JSONMember(name, $0) } })
  }
}

/// Takes typed members out of a stored JSON object and names the member that does not fit.
struct RecordReader {
  let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  /// `value`, as read from the member `key`. Throws an error about the member if it is `nil`.
  private func found<Value>(_ value: Value?, _ key: String) throws(RecordError) -> Value {
    guard let value else {
      let problem = json[key] == nil ? "is missing" : "has a value that does not fit"
      throw RecordError("\"\(key)\" \(problem)")
    }
    return value
  }

  func string(_ key: String) throws(RecordError) -> String { try found(json[key]?.string, key) }

  func integer(_ key: String) throws(RecordError) -> Int { try found(json[key]?.exactInteger, key) }

  /// A whole number that may be missing, or null.
  func optionalInteger(_ key: String) throws(RecordError) -> Int? {
    switch json[key] {
    case nil, .null: nil
    default: try integer(key)
    }
  }

  func array(_ key: String) throws(RecordError) -> [JSONValue] { try found(json[key]?.array, key) }

  /// A list that holds only strings.
  func strings(_ key: String) throws(RecordError) -> [String] {
    let elements = try array(key)
    let texts = elements.compactMap(\.string)
    return try found(texts.count == elements.count ? texts : nil, key)
  }

  func instant(_ key: String) throws(RecordError) -> Instant { try found(Instant(string(key)), key) }

  func day(_ key: String) throws(RecordError) -> Day { try found(Day(string(key)), key) }

  func chart(_ key: String) throws(RecordError) -> ChartName { try found(ChartName(string(key)), key) }

  func cadence(_ key: String) throws(RecordError) -> Cadence {
    try found(json[key].flatMap { Cadence(json: $0) }, key)
  }

  func objectID(_ key: String) throws(RecordError) -> ObjectID { try found(ObjectID(string(key)), key) }

  /// A member that holds the raw value of `Value`.
  func value<Value: RawRepresentable<String>>(_ key: String) throws(RecordError) -> Value {
    try found(Value(rawValue: string(key)), key)
  }
}
