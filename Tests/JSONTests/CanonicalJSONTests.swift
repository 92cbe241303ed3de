import JSON
import Testing

struct CanonicalJSONTests {
  /// RFC 8785, appendix B.
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
      (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
      (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
      (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
      (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
      (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
      (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
      (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
      (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
      (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
      (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func printsNumbersAsTheStandardDoes(bits: UInt64, text: String) {
    #expect(CanonicalJSON.text(.double(Double(bitPattern: bits))) == text)
  }

  @Test(arguments: [
    (9.2, "9.2"), (-9.2, "-9.2"), (0.1, "0.1"), (0.01, "0.01"), (8.05, "8.05"), (1.25, "1.25"),
    (0.001, "0.001"),
    (0.30000000000000004, "0.30000000000000004"), (9.25e8, "925000000"), (999_999_999.99, "999999999.99"),
    (1e15, "1000000000000000"), (-0.5, "-0.5"), (100.5, "100.5"), (12.345, "12.345"),
  ])
  func printsEverydayDecimals(number: Double, text: String) {
    #expect(CanonicalJSON.text(.double(number)) == text)
  }

  @Test func everyDecimalWithTwoPlacesPrintsItself() {
    for cents in 1...20_000 {
      let number = Double(cents) / 100
      let places = cents % 100 == 0 ? 0 : cents % 10 == 0 ? 1 : 2
      let fraction = String(String(cents % 100 + 100).dropFirst().prefix(places))
      let text = places == 0 ? "\(cents / 100)" : "\(cents / 100).\(fraction)"
      #expect(CanonicalJSON.text(.double(number)) == text)
    }
  }

  @Test(arguments: [
    (0, "0"), (9, "9"), (-9, "-9"), (10, "10"), (-10, "-10"), (9_007_199_254_740_992, "9007199254740992"),
  ])
  func printsWholeNumbers(number: Int64, text: String) {
    #expect(CanonicalJSON.text(.integer(number)) == text)
  }

  /// RFC 8785, 3.2.3.
  @Test func sortsNamesByTheirUTF16Units() throws {
    let text = #"""
      {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
       "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
      """#
    let sorted = try JSONReader.read(CanonicalJSON.bytes(JSONReader.read(Array(text.utf8))))
    #expect(
      sorted.members?.map(\.value) == [
        "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
        "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
      ])
  }

  @Test func precedesAgreesWithUTF16ForAllPairs() {
    let names = [
      "", "a", "ab", "b", "é", "ß", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FB33}", "\u{FFFD}", "😀",
      "😁", "a😀", "a\u{FB33}", "\u{10FFFF}", "ê\u{301}",
    ]
    for left in names {
      for right in names {
        let expected = Array(left.utf16).lexicographicallyPrecedes(Array(right.utf16))
        #expect(CanonicalJSON.precedes(left, right) == expected)
      }
    }
  }

  /// RFC 8785, 3.2.2 and 3.2.4.
  @Test func writesTheExampleOfTheStandard() throws {
    let text = #"""
      {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
       "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
       "literals": [null, true, false]}
      """#
    let expected =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    #expect(try CanonicalJSON.text(JSONReader.read(Array(text.utf8))) == expected)
  }

  @Test func writesControlCharactersAsTheStandardDoes() {
    let text = "\u{00}\u{08}\u{09}\u{0A}\u{0B}\u{0C}\u{0D}\u{1F}\u{7F}"
    #expect(CanonicalJSON.text(.string(text)) == #""\u0000\b\t\n\u000b\f\r\u001f"# + "\u{7F}\"")
  }

  @Test func sortsNestedObjectsToo() {
    let value: JSONValue = ["b": [["z": 1, "y": 2]], "a": .object([])]
    #expect(CanonicalJSON.text(value) == #"{"a":{},"b":[{"y":2,"z":1}]}"#)
  }
}
