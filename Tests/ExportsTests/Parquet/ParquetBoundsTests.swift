import Testing

@testable import Exports

@Suite("Bounds of Parquet's values")
struct ParquetBoundsTests {
  @Test("a text of 64 bytes is its own bound")
  func shortText() {
    let text = String(repeating: "z", count: 64)
    #expect(ParquetText(text: text).lowerBound == ParquetBound(bytes: Array(text.utf8)))
    #expect(ParquetText(text: text).upperBound == ParquetBound(bytes: Array(text.utf8)))
    #expect(ParquetText(text: "").upperBound == ParquetBound(bytes: []))
  }

  /// Texts of more than 64 bytes, and their bounds.
  static let longTexts: [(String, String, String?)] = [
    (
      String(repeating: "a", count: 65), String(repeating: "a", count: 64),
      String(repeating: "a", count: 63) + "b"
    ),
    // 63 bytes and a character of two bytes, which does not fit.
    (
      String(repeating: "a", count: 63) + "éa", String(repeating: "a", count: 63),
      String(repeating: "a", count: 62) + "b"
    ),
    // The character after U+007F takes two bytes, so the character before U+007F is raised.
    (
      String(repeating: "a", count: 63) + "\u{7f}a", String(repeating: "a", count: 63) + "\u{7f}",
      String(repeating: "a", count: 62) + "b"
    ),
    // 61 bytes and a character of three bytes. Surrogates are skipped: U+D7FF is raised to U+E000.
    (
      String(repeating: "a", count: 61) + "\u{d7ff}a", String(repeating: "a", count: 61) + "\u{d7ff}",
      String(repeating: "a", count: 61) + "\u{e000}"
    ),
    // No character follows U+10FFFF, so the character before it is raised.
    (
      "a" + String(repeating: "\u{10ffff}", count: 16), "a" + String(repeating: "\u{10ffff}", count: 15), "b"
    ),
    (String(repeating: "\u{10ffff}", count: 17), String(repeating: "\u{10ffff}", count: 16), nil),
  ]

  @Test("of a longer text the bounds are whole characters of its beginning", arguments: longTexts)
  func longText(_ text: String, _ lower: String, _ upper: String?) {
    #expect(ParquetText(text: text).lowerBound == ParquetBound(bytes: Array(lower.utf8), isExact: false))
    #expect(
      ParquetText(text: text).upperBound == upper.map { ParquetBound(bytes: Array($0.utf8), isExact: false) })
  }

  @Test("texts are the same, and in order, by their bytes")
  func textsByBytes() {
    let (composed, decomposed) = (ParquetText(text: "\u{e9}"), ParquetText(text: "e\u{301}"))
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(decomposed < composed)
    #expect(ParquetText(text: "\u{ffee}") < ParquetText(text: "\u{1f3ac}"))
  }

  @Test("a bound of zero takes in both zeros")
  func zeros() {
    for zero in [0.0, -0.0] {
      #expect(ParquetDecimal(zero).lowerBound.bytes == [0, 0, 0, 0, 0, 0, 0, 0x80])
      #expect(ParquetDecimal(zero).upperBound?.bytes == [0, 0, 0, 0, 0, 0, 0, 0])
    }
    #expect(ParquetDecimal(-0.0) < ParquetDecimal(0.0))
  }

  @Test("NaN is no bound, and its number is stated")
  func notNumbers() {
    let some = ParquetValues.decimals([.nan, 2, nil, -1, .nan]).encoded().statistics
    #expect(some.nulls == 1)
    #expect(some.notNumbers == 2)
    #expect(some.lower?.bytes == ParquetDecimal(-1).plain)
    #expect(some.upper?.bytes == ParquetDecimal(2).plain)
    let none = ParquetValues.decimals([.nan, nil]).encoded().statistics
    #expect(none.lower == nil && none.upper == nil)
    #expect(ParquetValues.integers([1]).encoded().statistics.notNumbers == nil)
  }

  @Test("booleans are bounded by those that are there")
  func booleans() {
    let values = ParquetValues.booleans([true, nil, true]).encoded().statistics
    #expect(values.lower?.bytes == [1] && values.upper?.bytes == [1] && values.nulls == 1)
    #expect(ParquetValues.booleans([nil]).encoded().statistics.lower == nil)
  }
}
