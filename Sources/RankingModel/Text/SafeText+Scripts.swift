// Where invisible characters are part of a script.
extension SafeText {
  /// Whether the invisible scalar at `index` changes the look of its neighbours in the intended way:
  /// - U+200D joins two emoji into one, such as a family;
  /// - U+200C and U+200D stand between two letters of a script that is written with them (Arabic and Persian, the scripts of
  ///   India and its neighbours, Mongolian), and U+200D also follows a virama at the end of a word;
  /// - U+FE0E and U+FE0F follow an emoji, or stand between a digit and its keycap;
  /// - the other variation selectors follow an ideograph or a Mongolian letter.
  ///
  /// The second of two in a row does not: it follows no letter.
  static func isPartOfScript(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    guard index > 0 else { return false }
    let before = scalars[index - 1]
    let after = index + 1 < scalars.count ? scalars[index + 1] : nil
    switch scalars[index].value {
    case 0x200C: return isJoined(before) && isJoined(after)
    case 0x200D:
      let isPresented = before.value == 0xFE0F && index > 1
      if isPicture(isPresented ? scalars[index - 2] : before), isPicture(after) { return true }
      return isJoined(before) && isJoined(after) || isVirama(before)
    case 0xFE0E, 0xFE0F: return isPicture(before) || before.properties.isEmoji && after?.value == 0x20E3
    case 0xFE00...0xFE0D, 0xE0100...0xE01EF: return before.properties.isIdeographic
    case 0x180B...0x180D, 0x180F: return 0x1820...0x18AA ~= before.value
    default: return false
    }
  }

  /// Whether the scalar is an emoji, and not a digit or sign that can be turned into one.
  private static func isPicture(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return false }
    return scalar.properties.isEmoji && !scalar.isASCII
  }

  /// Whether the scalar is a letter or mark of a script whose letters join.
  private static func isJoined(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return false }
    switch scalar.value {
    // Arabic, Syriac, Thaana, N'Ko and more; India; Tibet; Myanmar; Khmer; Mongolian; Arabic forms; India, historic; Adlam.
    case 0x0600...0x08FF, 0x0900...0x0DFF, 0x0F00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1800...0x18AF,
      0xFB50...0xFDFF, 0xFE70...0xFEFC, 0x11000...0x11FFF, 0x1E900...0x1E95F:
      break
    default: return false
    }
    switch scalar.properties.generalCategory {
    case .otherLetter, .modifierLetter, .uppercaseLetter, .lowercaseLetter: return true
    case .nonspacingMark, .spacingMark: return !scalar.properties.isDefaultIgnorableCodePoint
    default: return false
    }
  }

  private static func isVirama(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.canonicalCombiningClass == .virama
  }
}
