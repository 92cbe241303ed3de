/// A text as people look for it: `Amelie` finds `Amélie`, `wall-e` finds `WALL·E`, `Lodz` finds `Łódź`.
public enum FoldedText {
  /// `text` without what people leave out when they look for it: case, accents, punctuation and spaces. It is folded as composed
  /// ids are; two spellings of a character in Unicode come to the same.
  public static func of(_ text: String) -> String {
    text.isEmpty ? "" : ComposedID.part(text).replacing("-", with: "")
  }

  /// The words of `text`, each folded so. Joined they are `of(text)`.
  public static func words(of text: String) -> [String] {
    text.isEmpty ? [] : ComposedID.part(text).split(separator: "-").map { String($0) }
  }
}
