import RankingModel
import Testing

struct ComposedIDTests {
  private func id(_ parts: String...) -> String { ComposedID.id(of: parts).description }

  @Test(arguments: [
    ("Unchained Melody", "unchained-melody"),
    // Case, punctuation and spaces.
    ("(Can't Live Without Your) Love And Affection", "cant-live-without-your-love-and-affection"),
    ("WALL·E", "wall-e"), ("WALL-E", "wall-e"), ("  Hello,   World!  ", "hello-world"),
    ("A$AP Rocky", "a-ap-rocky"),
    ("San-Ho-Zay", "san-ho-zay"), ("No. 1", "no-1"), ("AC/DC", "ac-dc"), ("7", "7"),
    // Apostrophes and ampersands.
    ("Don't", "dont"), ("Don’t", "dont"), ("Don`t", "dont"), ("Don´t", "dont"), ("Hawaiʻi", "hawaii"),
    ("Simon & Garfunkel", "simon-and-garfunkel"), ("R&B", "r-and-b"),
    ("Simon and Garfunkel", "simon-and-garfunkel"),
    ("&", "and"),
    // Accents, letters with a stroke, joined letters.
    ("Beyonc\u{E9}", "beyonce"), ("Beyonce\u{301}", "beyonce"), ("Mötley Crüe", "motley-crue"),
    ("Tiếng Việt", "tieng-viet"), ("Øystein Æ", "oystein-ae"), ("Łódź", "lodz"), ("Đ ð Þ", "d-d-th"),
    ("İstanbul ı", "istanbul-i"), ("Straße STRASSE ẞ", "strasse-strasse-ss"), ("ﬁne", "fine"),
    ("ＦＵＬＬ　ＷＩＤＴＨ", "full-width"), ("Ⅳ", "iv"), ("x²", "x2"), ("½", "1-2"),
    // Other scripts keep their letters and marks.
    ("Άσμα ΤΈΛΟΣ τέλος", "ασμα-τελοσ-τελοσ"), ("Ёлка Й", "ёлка-й"), ("がんばれ", "がんばれ"), ("ｶﾞ", "ガ"),
    ("한국어 노래", "한국어-노래"), ("हिन्दी", "हिन्दी"), ("שלום!", "שלום"), ("٣", "٣"), ("々ー・", "々ー"),
    // Characters that are not visible.
    ("soft\u{AD}hyphen", "softhyphen"), ("a\u{200D}b", "ab"), ("❤\u{FE0F} a", "a"), ("a\tb\u{A0}c", "a-b-c"),
    // No letter is left.
    ("???", "~3f3f3f"), ("!!!", "~212121"), ("-", "~2d"), ("😀", "~f09f9880"), ("\t", "~09"), ("", "~"),
  ])
  func aPartIsFolded(text: String, folded: String) {
    #expect(Array(id(text).utf8) == Array(folded.utf8), "\(id(text))")
  }

  @Test func partsStayApart() {
    #expect(id("Unchained Melody", "The Righteous Brothers") == "unchained-melody/the-righteous-brothers")
    #expect(id("a/b", "c") == "a-b/c")
    #expect(id("a", "b/c") == "a/b-c")
    #expect(id("?", "!") == "~3f/~21")
    // No other text has the id that stands for a text without letters.
    #expect(id("~3f") == "3f")
  }

  @Test func anIdComposedOfAnIdIsTheSame() {
    for text in ["Don’t Stop", "Straße", "हिन्दी गीत", "カ\u{3099} ｶﾞ", "Ёлка", "한국어"] {
      #expect(id(id(text)) == id(text))
    }
  }
}
