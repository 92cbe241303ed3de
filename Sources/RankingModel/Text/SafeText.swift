/// Makes text from sources harmless to show: nothing in it can move a cursor, change a colour, reorder the text around it, or be
/// there without being seen.
public enum SafeText {
  /// `text` with its control and invisible characters made visible: `␛` for escape, `\u{9b}` for those without a symbol.
  public static func text(_ text: String) -> String { rewritten(text, as: picture) }

  /// Like `text`, but keeps tabs and line ends: they belong to the content of a quoted cell.
  package static func cell(_ text: String) -> String {
    rewritten(text) { "\t\r\n".unicodeScalars.contains($0) ? String($0) : picture(of: $0) }
  }

  /// Like `text`, but keeps line feeds: for messages of several lines.
  public static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { SafeText.text(String($0)) }.joined(separator: "\n")
  }

  /// The start of `text`, at most `limit` Unicode scalars long, for use in a message.
  public static func start(of text: some StringProtocol, limit: Int = 80) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > limit else { return SafeText.text(String(text)) }
    return SafeText.text(String(String.UnicodeScalarView(scalars.prefix(limit)))) + "…"
  }

  /// `text` with each invisible character, and each one that a terminal acts on, replaced by `shape`.
  package static func rewritten(_ text: String, as shape: (Unicode.Scalar) -> String) -> String {
    guard text.unicodeScalars.contains(where: isActive) else { return text }
    let scalars = Array(text.unicodeScalars)
    var shown = ""
    for (index, scalar) in scalars.enumerated() {
      if isActive(scalar), !isPartOfScript(scalars, index) {
        shown += shape(scalar)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// Whether a terminal acts on the scalar, or it changes the direction of text, or it is invisible by itself
  /// (Default_Ignorable_Code_Point: joiners, fillers, soft hyphens, tags, variation selectors, byte order marks).
  private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0xAC: false
    case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFFF9...0xFFFB: true
    default: scalar.properties.isDefaultIgnorableCodePoint
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
