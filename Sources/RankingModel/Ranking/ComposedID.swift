import JSON

/// Ids made of texts, such as the title and the artist of a song, for sources that have no ids of their own:
/// `unchained-melody/the-righteous-brothers`. The id is the same however a source spells case, accents, punctuation and spaces.
///
/// Rule 1, for each part:
/// 1. Apostrophes and the characters used for them (`'` `’` `‘` `` ` `` `´` `ʻ` `ʼ` `′`) are left out: Don’t is `dont`.
/// 2. `&` is the word `and`.
/// 3. The text is brought into Unicode's normalization form KD and its case is folded: Ⅳ is `iv`, ß is `ss`.
/// 4. Accents after Latin and Greek letters are left out. Letters with a stroke and joined letters become plain ones: é is `e`,
///    ø is `o`, æ is `ae`. In other scripts a mark is part of its letter, and stays.
/// 5. Letters, marks and digits of all scripts stay. Invisible characters are left out. A run of other characters becomes one
///    `-`, or nothing at the start and the end of the part.
/// 6. The result is brought into form C. If it is empty, the part is `~` and the bytes of its text in hexadecimal: `???` is
///    `~3f3f3f`.
///
/// Parts are joined by `/`, which no part contains. Where only punctuation tells items apart, as C and C++, the source must have
/// ids.
public enum ComposedID {
  /// The number of the rule, recorded with the settings of a chart. A rule never changes: the same rule always makes the same
  /// ids.
  public static let rule = 1

  /// The id composed of `parts`.
  public static func id(of parts: [String]) -> ItemID { ItemID(parts.map(part).joined(separator: "/")) }

  /// `text` as part of an id.
  static func part(_ text: String) -> String {
    var folded = FoldedPart()
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      for byte in text.utf8 { folded.add(ascii: byte) }
    } else {
      // Form KD would split this apostrophe into a space and an accent.
      let plain = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\u{B4}" }))
      for scalar in plain.decomposed.unicodeScalars { folded.add(scalar) }
    }
    if !folded.text.isEmpty { return folded.text.composed }
    let bytes = text.composed.utf8.map { $0 < 0x10 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
    return "~" + bytes.joined()
  }
}

/// A part of an id while it is built.
private struct FoldedPart {
  private(set) var text = ""
  /// Whether a `-` is due before the next letter.
  private var isApart = false
  /// Whether accents that follow are left out, because they belong to a Latin or Greek letter.
  private var leavesAccents = false

  /// Apostrophes outside ASCII.
  private static let apostrophes: Set<Unicode.Scalar> = [
    "\u{2BB}", "\u{2BC}", "\u{2018}", "\u{2019}", "\u{201B}", "\u{2032}",
  ]
  /// Letters of the Latin script that no normalization form splits.
  private static let plainLetters: [Unicode.Scalar: String] = [
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i",
  ]

  private mutating func append(_ letters: String) {
    if isApart, !text.isEmpty { text += "-" }
    isApart = false
    text += letters
  }

  private mutating func separate() {
    isApart = true
    leavesAccents = false
  }

  mutating func add(ascii byte: UInt8) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      append(String(UnicodeScalar(byte)))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): append(String(UnicodeScalar(byte | 0x20)))
    case UInt8(ascii: "'"), UInt8(ascii: "`"): break
    case UInt8(ascii: "&"): addAnd()
    default: separate()
    }
  }

  private mutating func addAnd() {
    separate()
    append("and")
    separate()
  }

  /// Adds the next scalar of a text in form KD.
  mutating func add(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      add(ascii: UInt8(scalar.value))
      leavesAccents = !isApart
      return
    }
    let properties = scalar.properties
    if FoldedPart.apostrophes.contains(scalar) || properties.isDefaultIgnorableCodePoint { return }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      // By way of upper case: letters that are equal in upper case may differ in lower case, such as ß and ss, or ς and σ.
      let small = properties.lowercaseMapping.uppercased().lowercased()
      append(small.unicodeScalars.first.flatMap { FoldedPart.plainLetters[$0] } ?? small)
      leavesAccents = scalar.value < 0x400
    case .nonspacingMark, .spacingMark, .enclosingMark:
      if leavesAccents && (0x300...0x36F).contains(scalar.value) || text.isEmpty || isApart { return }
      text.unicodeScalars.append(scalar)
    default: separate()
    }
  }
}
