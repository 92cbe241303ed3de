import RankingModel
import Testing

@testable import Presentation

@Suite struct InertTests {
  @Test func controlCharactersAreMadeVisible() {
    #expect(Inert.text("\u{1B}[31mred\u{1B}[0m") == "␛[31mred␛[0m")
    #expect(Inert.text("a\nb\tc\u{7F}") == "a␊b␉c␡")
    #expect(Inert.text("\u{9B}2J") == "\\u{9b}2J")
    #expect(Inert.text("\u{202E}txt.exe") == "\\u{202e}txt.exe")
  }

  @Test func plainTextStaysAsItIs() {
    #expect(Inert.text("Amélie – 千と千尋の神隠し 🎬") == "Amélie – 千と千尋の神隠し 🎬")
    #expect(Inert.lines("one\ntwo\u{1B}") == "one\ntwo␛")
  }
}

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("千と", 4), ("ﾊﾛｰ", 3), ("한국", 4), ("🎬", 2),
    ("👨‍👩‍👧", 2), ("a\u{200D}b", 2), ("Ａ", 2), ("❤\u{FE0F}", 2),
  ])
  func aTextTakesAsManyColumnsAsATerminalGivesIt(_ text: String, _ width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test func aTextIsCutBetweenCharacters() {
    #expect(DisplayWidth.cut("abcdef", to: 6) == "abcdef")
    #expect(DisplayWidth.cut("abcdef", to: 4) == "abc…")
    #expect(DisplayWidth.cut("千と千尋", to: 6) == "千と…")
    #expect(DisplayWidth.cut("abc", to: 0) == "")
  }
}
