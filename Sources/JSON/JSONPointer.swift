/// A JSON Pointer (RFC 6901): the path to one value of a document. The empty pointer is the document.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The pointer as written, such as `/items/0/title`.
  public let description: String
  /// The names and indices on the way, unescaped; empty for the whole document.
  public let tokens: [String]

  /// The pointer to the document itself.
  public static let document = JSONPointer(description: "", tokens: [])
}

extension JSONPointer {
  /// The pointer that `text` spells; `nil` where it is neither empty nor starts with `/`, or where a `~`
  /// is followed by neither `0` nor `1`.
  public init?(_ text: String) {
    // By bytes: as a character, a slash with a combining mark after it does not equal `/`.
    guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
    var tokens: [String] = []
    for part in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst() {
      guard let token = JSONPointer.unescape(part) else { return nil }
      tokens.append(token)
    }
    self.description = text
    self.tokens = tokens
  }

  /// The pointer made of `tokens`, unescaped names and indices.
  package init(tokens: [String]) {
    self.description = tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    self.tokens = tokens
  }

  private static func unescape(_ part: Substring.UTF8View) -> String? {
    var token: [UInt8] = []
    var rest = part.makeIterator()
    while let byte = rest.next() {
      guard byte == UInt8(ascii: "~") else {
        token.append(byte)
        continue
      }
      switch rest.next() {
      case UInt8(ascii: "0"): token.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): token.append(UInt8(ascii: "/"))
      default: return nil
      }
    }
    return String(decoding: token, as: UTF8.self)
  }

  /// The value at this path in `document`, or `nil` where the path leads nowhere.
  public func value(in document: JSONValue) -> JSONValue? {
    var value = document
    for token in tokens {
      guard let next = value.step(token) else { return nil }
      value = next
    }
    return value
  }
}

extension JSONValue {
  /// The member or element that one token of a pointer selects in this value; `nil` where there is none.
  package func step(_ token: String) -> JSONValue? {
    guard case .array(let elements) = self else { return self[token] }
    guard let index = Int(token), elements.indices.contains(index), String(index) == token else { return nil }
    return elements[index]
  }
}
