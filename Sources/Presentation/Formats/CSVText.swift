import JSON
import RankingModel

/// Writes RFC 4180: a header, lines ended by CR LF, quotes where needed.
enum CSVText {
  /// `table` with its column keys as header.
  ///
  /// - Parameters:
  ///   - isRaw: whether texts stand as they are. Otherwise those that a spreadsheet would run as a
  ///     formula get an apostrophe before them, and control characters but tabs and line ends are made visible.
  ///     Numbers always stand as they are.
  ///   - hasHeader: whether the header is written.
  static func text(_ table: Table, isRaw: Bool, hasHeader: Bool = true) -> String {
    let header = hasHeader ? [table.columns.map { quoted($0.key) }] : []
    let rows = table.rows.map { row in row.map { field($0.value, isRaw: isRaw) } }
    return (header + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private static func field(_ value: JSONValue, isRaw: Bool) -> String {
    switch value {
    case .null: ""
    case .bool, .integer, .double: CanonicalJSON.text(value)
    case .string(let text): quoted(isRaw ? text : defused(text))
    case .array(let elements):
      quoted(
        elements.map { $0.string.map { isRaw ? $0 : defused($0) } ?? CanonicalJSON.text($0) }
          .joined(separator: "; "))
    case .object: quoted(CanonicalJSON.text(value))
    }
  }

  /// Spreadsheets take these, and their fullwidth forms, for the start of a formula.
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
