import Testing

@testable import Jobs

struct FieldPatternTests {
  private static let patterns = [
    "tt[0-9]+", "tt\\d+", "tt\\d{7,8}", "^https?://", "[0-9]+$", "^$?x", "a*", "a*b", "[^/]+$", "\\w+",
    "\\s\\S", ".+/",
    "title/(tt[0-9]+)/", "(tt)[0-9]", "x(a*)y", "()x", "[a-zA-Z_-]+", "a{2}", "a{2,}", "a{0,1}b", "a??",
    "a++", "a|b",
    "[[:alpha:]]+", "(?:tt)+", "(a)(b)", "\\bfoo", "\\.", "[.]", "[\\d.]+", "é+", "a.c", "[a-]+", "(a",
    "[z-a]", "a{,2}",
    "tt#1", "[a&&b]", "x y", "^(\\w+)-(?=z)",
  ]
  private static let texts = [
    "", "tt0111161", "https://www.imdb.com/title/tt0111161/?ref_=x", "title/tt123/", "aab", "xaaay", "xy",
    "a b", "a.c",
    "a\nc", "a\r\nc", "éé", "foo bar", "9.25", "tttt12", "--a_-", "e\u{301}1", "a1\u{301}", "aaaa", "tt#1",
    "abc-z",
  ]

  /// The result of the general engine: the first group, or the whole match if the pattern has no group.
  private func general(_ pattern: String, _ text: String) -> String? {
    guard let regex = try? Regex(pattern), let match = try? regex.firstMatch(in: text) else { return nil }
    if match.output.count > 1 { return match.output[1].substring.map(String.init) }
    return String(text[match.range])
  }

  @Test(arguments: patterns)
  func findsWhatTheGeneralEngineFinds(pattern: String) {
    for text in Self.texts {
      #expect(FieldPattern(pattern).value(in: text) == general(pattern, text), "\(pattern) in \(text)")
    }
  }

  @Test func theEverydayPatternsAreMatchedWithoutTheGeneralEngine() {
    for pattern in ["tt[0-9]+", "^https?://", "title/(tt\\d{7,9})/", "[^/]+$"] {
      #expect(SimplePattern(pattern) != nil)
    }
    for pattern in ["a|b", "(?:a)", "a+?", "\\b", "(a)+", "((a))", "é", ""] {
      #expect(SimplePattern(pattern) == nil)
    }
  }

  @Test func aHugeTextIsNotSearched() {
    #expect(FieldPattern("a*a*a*b").value(in: String(repeating: "a", count: 4097)) == nil)
  }

  /// With backtracking, the repetitions would take years.
  @Test func manyRepetitionsInARowEndSoon() {
    let text = String(repeating: "a", count: 1_000)
    #expect(FieldPattern("a*a*a*a*a*a*b").value(in: text) == nil)
    #expect(FieldPattern("a*a*a*(a*c)").value(in: text + "ac") == "c")
    #expect(FieldPattern("x.*.*.*(a{2}b)").value(in: "xaab " + text) == "aab")
  }

  @Test(arguments: ["(", "[", "(?:", "[)", "a|", "a?", "\\."])
  func aHugeExpressionIsRefusedAndNotRead(piece: String) {
    for count in [501, 50_000] {
      let pattern = String(repeating: piece, count: count)
      #expect(FieldPattern.problem(with: pattern)?.hasPrefix("it ") == true)
      #expect(FieldPattern(pattern).value(in: "aaa") == nil)
    }
    #expect(FieldPattern.problem(with: String(repeating: "(a)", count: 100)) == nil)
    #expect(FieldPattern(String(repeating: "a?", count: 500)).value(in: "aaa") == "aaa")
  }

  @Test func whatIsNoExpressionIsExplained() {
    #expect(FieldPattern.problem(with: "tt[0-9]+") == nil)
    for pattern in ["(", "[a", "*", "a{2"] {
      let problem = FieldPattern.problem(with: pattern)
      #expect(problem?.isEmpty == false || pattern == "a{2", "\(pattern)")
    }
  }
}
