import Testing

@testable import History
@testable import Presentation

@Suite struct CoverageWordsTests {
  @Test(arguments: [
    (4, 6, "4 to 6 days", "4 of 6 days observed; 2 days are missing"),
    (2, 3, "2 to 3 days", "2 of 3 days observed; 1 day is missing"),
    (1, 1, "1 day", "1 of 1 day observed"),
  ])
  func wordsSayBoundsWhereDaysAreMissing(_ observed: Int, _ due: Int, _ words: String, _ sentence: String) {
    let coverage = Coverage(days: nil, observed: observed, due: due)
    #expect(coverage.words(observed, "day") == words)
    #expect(coverage.sentence("day") == sentence)
  }
}
