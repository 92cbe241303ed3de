package import JSON
import RankingModel

/// Writes lines of CSV (RFC 4180). A field is quoted where necessary; each line ends with CR LF.
package enum CSVLine {
  /// The line of the column names `names`.
  package static func text(names: [String]) -> String { line(names.map(quoted)) }

  /// The line of `values`.
  ///
  /// - Parameter isRaw: whether texts are written as they are. Otherwise a text that a spreadsheet would run as a formula gets an
  ///   apostrophe before it, and control characters other than tabs and line ends are made visible. Numbers stay as they are.
  package static func text(_ values: [JSONValue], isRaw: Bool) -> String {
    line(values.map { field($0, isRaw: isRaw) })
  }

  private static func line(_ fields: [String]) -> String { fields.joined(separator: ",") + "\r\n" }

  private static func field(_ value: JSONValue, isRaw: Bool) -> String {
    switch value {
    case .null: ""
    case .integer(let number): String(number)
    case .bool, .double: CanonicalJSON.text(value)
    case .string(let text): quoted(isRaw ? text : defused(text))
    case .array(let elements):
      quoted(
        elements.map { $0.string.map { isRaw ? $0 : defused($0) } ?? CanonicalJSON.text($0) }
          .joined(separator: "; "))
    case .object: quoted(CanonicalJSON.text(value))
    }
  }

  /// Makes control characters visible. A text that a spreadsheet would take for a formula gets an apostrophe before it: one that
  /// begins with one of these characters or their fullwidth forms.
  private static func defused(_ text: String) -> String {
    guard let first = text.unicodeScalars.first,
      "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars
        .contains(first)
    else { return SafeText.cell(text) }
    return "'" + SafeText.cell(text)
  }

  private static func quoted(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
    }
    guard needsQuotes else { return text }
    let parts = text.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.map { String($0) }.joined(separator: "\"\"") + "\""
  }
}
