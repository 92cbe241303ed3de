/// What is wrong with a stored record.
public struct RecordError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The fault in plain words.
  public let description: String

  /// The fault `description`.
  public init(_ description: String) {
    self.description = description
  }
}

/// Takes typed members out of a stored JSON object and names the member that does not fit.
struct RecordReader {
  let json: JSONValue

  init(_ json: JSONValue) {
    self.json = json
  }

  private func wrong(_ key: String) -> RecordError {
    RecordError(json[key] == nil ? "\"\(key)\" is missing" : "\"\(key)\" has a value that does not fit")
  }

  func string(_ key: String) throws(RecordError) -> String {
    guard let value = json[key]?.string else { throw wrong(key) }
    return value
  }

  func integer(_ key: String) throws(RecordError) -> Int {
    guard let value = json[key]?.exactInteger else { throw wrong(key) }
    return value
  }

  /// A whole number that may be missing, or null.
  func optionalInteger(_ key: String) throws(RecordError) -> Int? {
    switch json[key] {
    case nil, .null: nil
    default: try integer(key)
    }
  }

  func array(_ key: String) throws(RecordError) -> [JSONValue] {
    guard let value = json[key]?.array else { throw wrong(key) }
    return value
  }

  func instant(_ key: String) throws(RecordError) -> Instant {
    guard let value = Instant(try string(key)) else { throw wrong(key) }
    return value
  }

  func day(_ key: String) throws(RecordError) -> Day {
    guard let value = Day(try string(key)) else { throw wrong(key) }
    return value
  }

  func chart(_ key: String) throws(RecordError) -> ChartName {
    guard let value = ChartName(try string(key)) else { throw wrong(key) }
    return value
  }

  func objectID(_ key: String) throws(RecordError) -> ObjectID {
    guard let value = ObjectID(try string(key)) else { throw wrong(key) }
    return value
  }

  /// A member that holds the raw value of `Value`.
  func value<Value: RawRepresentable<String>>(_ key: String) throws(RecordError) -> Value {
    guard let value = Value(rawValue: try string(key)) else { throw wrong(key) }
    return value
  }
}
