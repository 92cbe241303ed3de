/// Makes text from sources harmless where it is shown: nothing in it can move a cursor, change a colour or
/// reorder what stands around it.
public enum Inert {
  /// `text` with its control characters made visible: `␛` for escape, `\u{9b}` for those without a picture.
  public static func text(_ text: String) -> String { Inert.text(text, keeping: []) }

  /// As `text`, but tabs and line ends stay: they belong to the content of a quoted cell.
  static func cell(_ text: String) -> String { Inert.text(text, keeping: ["\t", "\r", "\n"]) }

  private static func text(_ text: String, keeping kept: [Unicode.Scalar]) -> String {
    guard text.unicodeScalars.contains(where: isActive) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isActive(scalar), !kept.contains(scalar) {
        shown += picture(of: scalar)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// As `text`, but line feeds stay: for messages of several lines.
  public static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Inert.text(String($0)) }.joined(separator: "\n")
  }

  /// Whether a terminal acts on the scalar, or it changes the direction of text.
  static func isActive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB: true
    case 0xE0000...0xE007F: true
    default: false
    }
  }

  private static func picture(of scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value).map { String($0) } ?? "?"
    case 0x7F: "\u{2421}"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
}
