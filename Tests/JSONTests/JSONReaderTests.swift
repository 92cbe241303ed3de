import JSON
import Testing

/// The value that a text reads as.
private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

/// The error with which a text is refused; nil if it is read.
private func error(_ bytes: [UInt8]) -> JSONError? {
  do throws(JSONError) {
    _ = try JSONReader.read(bytes)
    return nil
  } catch {
    return error
  }
}

struct JSONReaderTests {
  @Test func readsEveryKindOfValue() throws {
    let text = #"{"n":null,"t":true,"f":false,"i":-12,"d":2.5e-1,"s":"a","a":[1,[]],"o":{}}"#
    #expect(
      try read(text) == [
        "n": nil, "t": true, "f": false, "i": -12, "d": 0.25, "s": "a", "a": [1, []], "o": .object([]),
      ])
  }

  @Test func readsEscapesAndSurrogatePairs() throws {
    #expect(try read(#""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00z""#) == "\"\\/\u{08}\u{0C}\n\r\té😀z")
  }

  @Test func passesOverAByteOrderMark() throws {
    #expect(try JSONReader.read([0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) == [1])
  }

  @Test func keepsWholeNumbersOf64Bits() throws {
    #expect(try read("9007199254740993") == .integer(9_007_199_254_740_993))
    #expect(try read("-9223372036854775808") == .integer(.min))
    #expect(try read("9223372036854775808") == .double(9_223_372_036_854_775_808))
  }

  @Test func theLastOfRepeatedNamesCounts() throws {
    let json = try read(#"{"a":1,"a":2}"#)
    #expect(json["a"] == 2)
    #expect(json.members?.count == 2)
  }

  @Test(arguments: [
    ("", 1, 1), (" \n\t", 2, 2), ("[1,\n 2,\n x]", 3, 2), ("{\"a\" 1}", 1, 6), ("[1] 2", 1, 5),
    ("[01]", 1, 2),
    ("[1.]", 1, 4), ("[1e]", 1, 4), ("[-]", 1, 3), ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("nul", 1, 1),
    ("\"a\nb\"", 1, 3), ("\"a", 1, 3), ("[\"\\x\"]", 1, 4), ("\"\\ud800\"", 1, 2), ("\"\\u12g4\"", 1, 6),
    ("1e400", 1, 1), ("{\n\"a\":\n[}", 3, 2),
  ])
  func namesLineAndColumnOfTheFirstFault(text: String, line: Int, column: Int) {
    let error = error(Array(text.utf8))
    #expect(error?.line == line)
    #expect(error?.column == column)
  }

  @Test func refusesBytesThatAreNotUTF8() {
    let latin1: [UInt8] = [0x22, 0x4C, 0xE9, 0x6F, 0x6E, 0x22]
    #expect(error(latin1)?.problem == "the text is not valid UTF-8")
    // An overlong slash, and half of a surrogate pair after an escape.
    #expect(error([0x22, 0xC0, 0xAF, 0x22]) != nil)
    #expect(error([0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22]) != nil)
  }

  @Test func refusesDeepNestingAndTakesTheDeepestAllowed() throws {
    let depth = JSONReader.maximumDepth
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try read(nested(depth)) }
    let error = error(Array(nested(depth + 1).utf8))
    #expect(error?.problem.contains("deeper") == true)
    #expect(error?.column == depth + 1)
    #expect(self.errorOfOpenBrackets() != nil)
  }

  private func errorOfOpenBrackets() -> JSONError? {
    error([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
  }

  @Test func everyPrefixOfADocumentIsRefused() {
    let text = Array(#"{"a":[1,-2.5e3,"x\u00e9\n",null,true],"b":{"c":"d"}}"#.utf8)
    for length in 0..<text.count { #expect(error(Array(text[..<length])) != nil) }
  }
}
