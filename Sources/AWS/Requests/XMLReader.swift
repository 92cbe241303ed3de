/// An element of an XML document: its name, its text and the elements in it. Attributes are not kept.
struct XMLElement: Sendable, Hashable {
  /// The name as it is written.
  var name: String
  /// The text that stands directly in it.
  var text = ""
  /// The elements in it, in their order.
  var children: [XMLElement] = []

  /// The first element in it with this name.
  subscript(name: String) -> XMLElement? { children.first { $0.name == name } }
}

/// Why a text is no XML document that can be read here.
struct XMLError: Error, Hashable {
  /// What is wrong.
  var problem: String
}

/// Reads the XML that services answer with: elements, attributes, text and the entities that XML itself has. Everything else is
/// an error, document types above all: nobody sends them, and what they declare could grow without end.
struct XMLReader {
  private static let maximumDepth = 32

  private let bytes: [UInt8]
  private var index = 0

  /// The root of the document that `bytes` are.
  static func read(_ bytes: [UInt8]) throws(XMLError) -> XMLElement {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw XMLError(problem: "it is not UTF-8") }
    var reader = XMLReader(bytes: bytes)
    reader.skip("\u{FEFF}")
    if reader.skip("<?xml") { try reader.skipPast("?>") }
    reader.skipSpace()
    try reader.expect("<")
    let root = try reader.element(depth: 0)
    reader.skipSpace()
    guard reader.index == bytes.count else { throw XMLError(problem: "something follows its end") }
    return root
  }

  /// The element whose name begins here.
  private mutating func element(depth: Int) throws(XMLError) -> XMLElement {
    guard depth < Self.maximumDepth else { throw XMLError(problem: "it is nested too deeply") }
    var element = XMLElement(name: try name())
    while !skip(">") {
      if skip("/>") { return element }
      try skipAttribute()
    }
    var text: [UInt8] = []
    while true {
      guard let byte = peek else { throw XMLError(problem: "it ends within <\(element.name)>") }
      if byte == UInt8(ascii: "&") {
        text += try entity()
      } else if skip("</") {
        try expect(element.name)
        skipSpace()
        try expect(">")
        element.text = String(decoding: text, as: UTF8.self)
        return element
      } else if skip("<") {
        element.children.append(try self.element(depth: depth + 1))
      } else {
        text.append(byte)
        index += 1
      }
    }
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func name() throws(XMLError) -> String {
    let start = index
    while let byte = peek, byte > 127 || isNameByte(byte) { index += 1 }
    guard index > start else { throw XMLError(problem: "a name is missing") }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    let letter = byte | 0x20
    return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || "0123456789-_.:".utf8.contains(byte)
  }

  private mutating func skipAttribute() throws(XMLError) {
    guard skipSpace() else { throw XMLError(problem: "a name does not end where it should") }
    if peek == UInt8(ascii: ">") || peek == UInt8(ascii: "/") { return }
    _ = try name()
    skipSpace()
    try expect("=")
    skipSpace()
    guard let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw XMLError(problem: "an attribute has no quotes")
    }
    index += 1
    try skipPast(quote == UInt8(ascii: "'") ? "'" : "\"")
  }

  /// The bytes that the entity here stands for.
  private mutating func entity() throws(XMLError) -> [UInt8] {
    guard let end = bytes[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
      throw XMLError(problem: "an entity has no end")
    }
    let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
    index = end + 1
    let named = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
    if let text = named[name] { return Array(text.utf8) }
    let digits = name.dropFirst(name.hasPrefix("#x") ? 2 : 1)
    guard name.hasPrefix("#"), let number = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10),
      let scalar = Unicode.Scalar(number)
    else { throw XMLError(problem: "it has an unknown entity") }
    return Array(String(Character(scalar)).utf8)
  }

  /// Whether `text` stands here; it is passed over then.
  @discardableResult private mutating func skip(_ text: String) -> Bool {
    guard bytes[index...].starts(with: text.utf8) else { return false }
    index += text.utf8.count
    return true
  }

  @discardableResult private mutating func skipSpace() -> Bool {
    let start = index
    while let byte = peek, " \t\r\n".utf8.contains(byte) { index += 1 }
    return index > start
  }

  private mutating func expect(_ text: String) throws(XMLError) {
    guard skip(text) else { throw XMLError(problem: "\"\(text)\" is missing") }
  }

  private mutating func skipPast(_ text: String) throws(XMLError) {
    guard let range = bytes[index...].firstRange(of: Array(text.utf8)) else {
      throw XMLError(problem: "\"\(text)\" is missing")
    }
    index = range.upperBound
  }
}
