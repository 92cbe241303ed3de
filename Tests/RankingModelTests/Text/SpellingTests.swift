import RankingModel
import Testing

@testable import RankingModel

struct SpellingTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1),
    ("abcd", "acbd", 1),
    ("turnover", "turn-over", 1), ("flaw", "lawn", 2),
  ])
  func countsEditsAndSwaps(left: String, right: String, distance: Int) {
    #expect(Spelling.distance(Array(left), Array(right)) == distance)
  }

  @Test func namesOnlyWhatIsCloseEnough() {
    let keys = ["url", "items", "maximum-size", "redirects"]
    #expect(Spelling.nearest(to: "URL", among: keys) == "url")
    #expect(Spelling.nearest(to: "maximumSize", among: keys) == "maximum-size")
    #expect(Spelling.nearest(to: "redirect", among: keys) == "redirects")
    #expect(Spelling.nearest(to: "headers", among: keys) == nil)
    #expect(Spelling.nearest(to: "", among: keys) == nil)
  }

  @Test func textsAreShownBoundedAndHarmless() {
    #expect(SafeText.start(of: "a\u{1B}[31m\n\u{202E}é") == "a␛[31m␊\\u{202e}é")
    #expect(SafeText.start(of: String(repeating: "x", count: 100)) == String(repeating: "x", count: 80) + "…")
  }
}
