package import JSON
import RankingModel

/// Writes JSON for people and programs, with members in their given order. Characters that control a terminal are escaped; every
/// reader gets the same value.
package enum JSONText {
  /// `value` over several lines, indented by two spaces.
  package static func pretty(_ value: JSONValue) -> String { text(value, margin: "\n") + "\n" }

  /// `value` in one line.
  package static func line(_ value: JSONValue) -> String { text(value, margin: nil) + "\n" }

  /// - Parameter margin: a line end and the indentation of the value; `nil` to write one line.
  private static func text(_ value: JSONValue, margin: String?) -> String {
    let inner = margin.map { $0 + "  " }
    switch value {
    case .array(let elements): return list(elements.map { text($0, margin: inner) }, "[", "]", margin)
    case .object(let members):
      let colon = margin == nil ? ":" : ": "
      let items = members.map { scalar(.string($0.key)) + colon + text($0.value, margin: inner) }
      return list(items, "{", "}", margin)
    case .null, .bool, .integer, .double, .string: return scalar(value)
    }
  }

  private static func list(_ items: [String], _ open: String, _ close: String, _ margin: String?) -> String {
    guard let margin, !items.isEmpty else { return open + items.joined(separator: ",") + close }
    return open + items.map { margin + "  " + $0 }.joined(separator: ",") + margin + close
  }

  private static func scalar(_ value: JSONValue) -> String {
    let canonical = CanonicalJSON.text(value)
    let isPlain = canonical.utf8.allSatisfy { $0 < 0x7F }
    return isPlain ? canonical : SafeText.rewritten(canonical, as: escape)
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
