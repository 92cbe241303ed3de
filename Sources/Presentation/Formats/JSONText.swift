import RankingModel

/// Writes JSON for people and programs: members in the order given. Characters on which a terminal acts are
/// escaped, which is the same value to every reader.
enum JSONText {
  /// `value` over several lines, indented by two spaces.
  static func pretty(_ value: JSONValue) -> String {
    var text = ""
    append(value, indentation: 0, to: &text)
    return text + "\n"
  }

  /// `value` in one line.
  static func line(_ value: JSONValue) -> String {
    var text = ""
    append(value, indentation: nil, to: &text)
    return text + "\n"
  }

  private static func append(_ value: JSONValue, indentation: Int?, to text: inout String) {
    switch value {
    case .array(let elements):
      appendItems(elements, in: ("[", "]"), indentation, to: &text) { element, inner, text in
        append(element, indentation: inner, to: &text)
      }
    case .object(let members):
      appendItems(members, in: ("{", "}"), indentation, to: &text) { member, inner, text in
        appendScalar(.string(member.key), to: &text)
        text += indentation == nil ? ":" : ": "
        append(member.value, indentation: inner, to: &text)
      }
    case .null, .bool, .integer, .double, .string: appendScalar(value, to: &text)
    }
  }

  private static func appendItems<Item>(
    _ items: [Item], in brackets: (open: String, close: String), _ indentation: Int?, to text: inout String,
    item write: (Item, Int?, inout String) -> Void
  ) {
    text += brackets.open
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      appendLineBreak(indentation.map { $0 + 1 }, to: &text)
      write(item, indentation.map { $0 + 1 }, &text)
    }
    if !items.isEmpty { appendLineBreak(indentation, to: &text) }
    text += brackets.close
  }

  private static func appendLineBreak(_ indentation: Int?, to text: inout String) {
    guard let indentation else { return }
    text += "\n"
    for _ in 0..<indentation { text += "  " }
  }

  private static func appendScalar(_ value: JSONValue, to text: inout String) {
    let canonical = CanonicalJSON.text(value)
    let isPlain = canonical.utf8.allSatisfy { $0 < 0x7F }
    text += isPlain ? canonical : SafeText.rewritten(canonical, as: escape)
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
