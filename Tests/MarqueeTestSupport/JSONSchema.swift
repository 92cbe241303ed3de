public import Foundation

/// Checks JSON against a schema. It knows the keywords of JSON Schema 2020-12 that the project's schemas use:
/// https://json-schema.org/draft/2020-12/json-schema-validation
public struct JSONSchema {
  private let schema: [String: Any]

  /// Reads the schema in a file.
  public init(contentsOf url: URL) throws {
    try self.init(Array(Data(contentsOf: url)))
  }

  /// Reads the schema from its JSON text.
  public init(_ bytes: [UInt8]) throws {
    schema = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
  }

  /// The members that the schema describes.
  public var members: Set<String> { Set((schema["properties"] as? [String: Any] ?? [:]).keys) }
  /// The members that the schema requires.
  public var required: Set<String> { Set(schema["required"] as? [String] ?? []) }

  /// The places in `value` that do not fit the schema, with what the schema expects there.
  public func problems(with value: Any) -> [String] { Self.problems(value, schema, at: "") }

  private static func problems(_ value: Any, _ schema: [String: Any], at place: String) -> [String] {
    schema.sorted { $0.key < $1.key }.flatMap { word, argument -> [String] in
      switch word {
      case "$schema", "title", "description": return []
      case "type":
        let types = (argument as? [String]) ?? [argument as? String ?? ""]
        return types.contains { isOf($0, value) } ? [] : ["\(place) is not \(types)"]
      case "const": return isSame(value, argument) ? [] : ["\(place) is not \(argument)"]
      case "enum":
        let values = argument as? [Any] ?? []
        return values.contains { isSame(value, $0) } ? [] : ["\(place) is none of \(values)"]
      case "pattern":
        guard let text = value as? String else { return [] }
        return text.range(of: argument as? String ?? "", options: .regularExpression) != nil
          ? [] : ["\(place) does not fit \(argument)"]
      case "minimum":
        guard let number = value as? NSNumber, let least = argument as? NSNumber else { return [] }
        return number.doubleValue >= least.doubleValue ? [] : ["\(place) is less than \(least)"]
      case "maximum":
        guard let number = value as? NSNumber, let most = argument as? NSNumber else { return [] }
        return number.doubleValue <= most.doubleValue ? [] : ["\(place) is more than \(most)"]
      case "anyOf":
        let forms = (argument as? [[String: Any]] ?? []).map { problems(value, $0, at: place) }
        return forms.contains([]) ? [] : ["\(place) has none of its forms"]
      case "items":
        return (value as? [Any] ?? []).enumerated().flatMap {
          problems($1, argument as? [String: Any] ?? [:], at: "\(place)/\($0)")
        }
      case "properties":
        let members = value as? [String: Any] ?? [:]
        return (argument as? [String: Any] ?? [:]).flatMap { name, schema in
          members[name].map { problems($0, schema as? [String: Any] ?? [:], at: "\(place)/\(name)") } ?? []
        }
      case "required":
        guard let members = value as? [String: Any] else { return [] }
        return (argument as? [String] ?? []).filter { members[$0] == nil }.map { "\(place)/\($0) is missing" }
      case "additionalProperties":
        let known = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
        return (value as? [String: Any] ?? [:]).filter { !known.contains($0.key) }.flatMap { name, member in
          (argument as? [String: Any]).map { problems(member, $0, at: "\(place)/\(name)") }
            ?? ["\(place)/\(name) is not known"]
        }
      default: return ["\(place): the test does not know the word \(word)"]
      }
    }
  }

  private static func isSame(_ left: Any, _ right: Any) -> Bool {
    (left as? NSObject)?.isEqual(right) ?? false
  }

  private static func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": (value as? NSNumber).map(isBoolean) ?? false
    case "number": (value as? NSNumber).map { !isBoolean($0) } ?? false
    case "integer":
      (value as? NSNumber).map { !isBoolean($0) && $0.doubleValue == $0.doubleValue.rounded() } ?? false
    default: false
    }
  }

  /// Whether a number is a boolean: in Foundation, a boolean is a number of its own kind.
  private static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
