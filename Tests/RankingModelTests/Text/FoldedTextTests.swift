import RankingModel
import Testing

@Suite struct FoldedTextTests {
  @Test(arguments: [
    ("Am\u{E9}lie", "amelie"), ("AME\u{301}LIE", "amelie"), ("WALL\u{B7}E", "walle"), ("Wall-E", "walle"),
    ("  12 Angry Men! ", "12angrymen"), ("Łódź", "lodz"), ("Straße", "strasse"), ("Æon Flux", "aeonflux"),
    ("ﬁlm", "film"), ("Ｗａｌｌ", "wall"), ("İstanbul", "istanbul"), ("Ёлки", "ёлки"), ("", ""),
    ("d’Amélie", "damelie"),
    ("Ke$ha", "keha"), ("Ana & the Tides", "anaandthetides"), ("!!!", "~212121"), ("ガ", "ガ"),
  ])
  func caseAccentsPunctuationAndSpacesDoNotCount(_ text: String, _ folded: String) {
    #expect(FoldedText.of(text) == folded)
  }

  @Test func wordsAreFoldedOneByOne() {
    #expect(FoldedText.words(of: "d’Amélie: WALL·E & 12") == ["damelie", "wall", "e", "and", "12"])
    #expect(FoldedText.words(of: "") == [])
  }

  @Test func marksThatMakeAnotherLetterStay() {
    #expect(FoldedText.of("ガ") != FoldedText.of("カ"))
    #expect(FoldedText.of("ガ") == FoldedText.of("カ\u{3099}"))
  }
}
