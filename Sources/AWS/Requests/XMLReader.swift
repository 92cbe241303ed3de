/// An element of an XML document: its name, its text and its child elements. Attributes are not kept.
struct XMLElement: Sendable, Hashable {
  /// The name as written.
  var name: String
  /// The text directly in the element.
  var text = ""
  /// The child elements, in their order.
  var children: [XMLElement] = []

  /// The first child element with this name.
  subscript(name: String) -> XMLElement? { children.first { $0.name == name } }
}

/// Why a text is not an XML document that this reader accepts.
struct XMLError: Error, Hashable {
  /// The fault.
  var problem: String
}

/// Reads the XML of service answers: elements, attributes, text and XML's own entities. Everything else is an error, in
/// particular a document type: no service sends one, and its declarations could expand without limit.
struct XMLReader {
  private static let maximumDepth = 32

  private let bytes: [UInt8]
  private var index = 0

  /// The root element of the document in `bytes`.
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

  /// Reads the element whose name begins here.
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

  /// Reads the entity that begins here, and returns the bytes that it stands for.
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

  /// Skips `text` if it comes next. Returns whether it did.
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
