import JSON
import RankingModel
import Testing

@testable import Presentation

@Suite struct InertTests {
  @Test func controlCharactersAreMadeVisible() {
    #expect(SafeText.text("\u{1B}[31mred\u{1B}[0m") == "␛[31mred␛[0m")
    #expect(SafeText.text("a\nb\tc\u{7F}") == "a␊b␉c␡")
    #expect(SafeText.text("\u{9B}2J") == "\\u{9b}2J")
    #expect(SafeText.text("\u{202E}txt.exe") == "\\u{202e}txt.exe")
  }

  @Test(
    arguments: [
      0x80, 0x85, 0x9F, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E,
      0x200F, 0x2028,
      0x2029, 0x202A, 0x202E, 0x2060, 0x2061, 0x2064, 0x2065, 0x2066, 0x2069, 0x206F, 0x3164, 0xFE00, 0xFE0E,
      0xFE0F, 0xFEFF,
      0xFFA0, 0xFFF9, 0xFFFB, 0x1BCA0, 0x1D173, 0xE0001, 0xE0020, 0xE0041, 0xE007F, 0xE0100, 0xE01EF, 0xE0FFF,
    ] as [UInt32])
  func whatIsNotSeenIsMadeVisible(_ value: UInt32) {
    let scalar = String(Unicode.Scalar(value)!)
    let shown = "\\u{\(String(value, radix: 16))}"
    #expect(SafeText.text("a\(scalar)b") == "a\(shown)b")
    #expect(SafeText.text(scalar) == shown)
    #expect(SafeText.text("1\(scalar)2\(scalar)") == "1\(shown)2\(shown)")
  }

  @Test func anEscapeInJSONIsTheSameValue() {
    #expect(
      JSONText.line(.string("a\u{200B}\u{E0041}👨\u{200D}👩")) == #""a\u200b\udb40\udc41👨\#u{200D}👩""# + "\n")
  }

  @Test(arguments: [
    // A family, a heart on fire, an astronaut of dark skin, a rainbow flag, a keycap, a heart as text.
    "👨\u{200D}👩\u{200D}👧", "❤\u{FE0F}\u{200D}🔥", "👩\u{1F3FF}\u{200D}🚀", "🏳\u{FE0F}\u{200D}🌈",
    "1\u{FE0F}\u{20E3}",
    "❤\u{FE0E}",
    // Persian, Hindi (as a joined form and as two letters), Malayalam at the end of a word, Sinhala.
    "می\u{200C}خواهم", "क्\u{200D}ष", "क्\u{200C}ष", "അവന്\u{200D}", "ශ්\u{200D}රී",
    // Variants of a kanji and of a Mongolian letter.
    "葛\u{E0100}城", "\u{1820}\u{180B}",
  ])
  func whatScriptsAndEmojiAreWrittenWithStays(_ text: String) {
    #expect(SafeText.text(text) == text)
    #expect(SafeText.text("a \(text) b") == "a \(text) b")
  }

  @Test(arguments: [
    ("👨\u{200D}", "👨\\u{200d}"), ("\u{200D}👨", "\\u{200d}👨"), ("👨\u{200D}a", "👨\\u{200d}a"),
    ("❤\u{FE0F}\u{FE0F}", "❤\u{FE0F}\\u{fe0f}"), ("1\u{FE0F}", "1\\u{fe0f}"),
    ("می\u{200C}\u{200C}خ", "می\\u{200c}\\u{200c}خ"), ("م\u{200C}", "م\\u{200c}"),
    ("م\u{200C}a", "م\\u{200c}a"),
    ("葛\u{E0100}\u{E0100}", "葛\u{E0100}\\u{e0100}"), ("🏴\u{E0067}\u{E007F}", "🏴\\u{e0067}\\u{e007f}"),
  ])
  func joinersWithNothingToJoinAreMadeVisible(_ text: String, _ shown: String) {
    #expect(SafeText.text(text) == shown)
  }

  @Test func plainTextStaysAsItIs() {
    #expect(SafeText.text("Amélie – 千と千尋の神隠し 🎬") == "Amélie – 千と千尋の神隠し 🎬")
    #expect(SafeText.lines("one\ntwo\u{1B}") == "one\ntwo␛")
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

  @Test func linesAreBrokenAtBlanks() {
    #expect(DisplayWidth.lines(of: "one two three", width: 7) == ["one two", "three"])
    #expect(DisplayWidth.lines(of: "a-long-word b", width: 4) == ["a-long-word", "b"])
    #expect(DisplayWidth.lines(of: "千と 千尋", width: 8) == ["千と", "千尋"])
    #expect(DisplayWidth.lines(of: "", width: 4) == [""])
  }

  @Test func aTextIsCutBetweenCharacters() {
    #expect(DisplayWidth.cut("abcdef", to: 6) == "abcdef")
    #expect(DisplayWidth.cut("abcdef", to: 4) == "abc…")
    #expect(DisplayWidth.cut("千と千尋", to: 6) == "千と…")
    #expect(DisplayWidth.cut("abc", to: 0) == "")
  }
}
