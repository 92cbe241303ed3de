import JSON

/// A text as people look for it: `Amelie` finds `Amélie`, `wall-e` finds `WALL·E`, `Lodz` finds `Łódź`.
public enum FoldedText {
  /// `text` without what people leave out when they look for it: case, accents, punctuation and spaces. Two spellings of a
  /// character in Unicode come to the same. A text of nothing else than punctuation stays, in lower case.
  public static func of(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    for scalar in text.decomposed.unicodeScalars where counts(scalar) {
      folded.append(contentsOf: letters(of: scalar).unicodeScalars)
    }
    return folded.isEmpty ? text.lowercased() : String(folded)
  }

  /// Whether it is no accent, punctuation, space or invisible sign. Marks that change a letter into another, as those of
  /// Japanese, Hindi and Hebrew do, have a lower combining class than accents.
  private static func counts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark: scalar.properties.canonicalCombiningClass.rawValue < 200
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .spaceSeparator, .lineSeparator, .paragraphSeparator, .control,
      .format, .modifierSymbol:
      false
    default: true
    }
  }

  /// Its letters in lower case. Capitals come first, since some letters have two of them: `ß` is `ss`.
  private static func letters(of scalar: Unicode.Scalar) -> String {
    if scalar.isASCII { return String(scalar).lowercased() }
    let letters = scalar.properties.uppercaseMapping.lowercased()
    guard letters.unicodeScalars.count == 1, let name = scalar.properties.name else {
      return letters
    }
    // Latin letters that do not come apart are in their names: ø is LATIN SMALL LETTER O WITH STROKE, æ LATIN SMALL LETTER AE.
    let words = name.split(separator: " ").prefix { $0 != "WITH" }
    guard words.first == "LATIN", words.contains("LETTER"), let last = words.last, last.count <= 2 else {
      return letters
    }
    return last.lowercased()
  }
}
