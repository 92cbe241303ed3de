/// A text folded for search: `Amelie` finds `Amélie`, `wall-e` finds `WALL·E`, `Lodz` finds `Łódź`.
public enum FoldedText {
  /// `text` without case, accents, punctuation and spaces, which people leave out in a search. It is folded by the rule of
  /// composed ids, so that two spellings of a character in Unicode give the same text.
  public static func of(_ text: String) -> String {
    text.isEmpty ? "" : ComposedID.part(text).replacing("-", with: "")
  }

  /// The words of `text`, each folded in the same way. Joined, they are `of(text)`.
  public static func words(of text: String) -> [String] {
    text.isEmpty ? [] : ComposedID.part(text).split(separator: "-").map { String($0) }
  }
}
