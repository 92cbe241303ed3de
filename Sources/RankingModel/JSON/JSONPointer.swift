/// A JSON Pointer (RFC 6901): the path to one value of a document. The empty pointer is the document.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The pointer as written, such as `/items/0/title`.
  public let description: String
  /// The names and indices on the way, unescaped; empty for the whole document.
  public let tokens: [String]

  /// The pointer to the document itself.
  public static let document = JSONPointer()

  private init() {
    description = ""
    tokens = []
  }

  /// The pointer that `text` spells; `nil` where it is neither empty nor starts with `/`, or where a `~`
  /// is followed by neither `0` nor `1`.
  public init?(_ text: String) {
    guard text.isEmpty || text.hasPrefix("/") else { return nil }
    var tokens: [String] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard let token = JSONPointer.unescape(part) else { return nil }
      tokens.append(token)
    }
    self.description = text
    self.tokens = tokens
  }

  private static func unescape(_ part: Substring) -> String? {
    guard part.contains("~") else { return String(part) }
    var token = ""
    var rest = part.makeIterator()
    while let character = rest.next() {
      guard character == "~" else {
        token.append(character)
        continue
      }
      switch rest.next() {
      case "0": token.append("~")
      case "1": token.append("/")
      default: return nil
      }
    }
    return token
  }

  /// The value at this path in `document`, or `nil` where the path leads nowhere.
  public func value(in document: JSONValue) -> JSONValue? {
    var value = document
    for token in tokens {
      switch value {
      case .object:
        guard let member = value[token] else { return nil }
        value = member
      case .array(let elements):
        guard let index = Int(token), elements.indices.contains(index), String(index) == token else {
          return nil
        }
        value = elements[index]
      default: return nil
      }
    }
    return value
  }
}
