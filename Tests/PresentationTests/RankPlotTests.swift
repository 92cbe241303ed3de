import Testing

@testable import Presentation

@Suite struct RankPlotTests {
  /// Ranks 2, 1, 1, 1 on the days 0, 1, 3 and 5; the lists of the days 2 and 4 are missing.
  private func plot(isASCII: Bool) -> RankPlot {
    RankPlot(
      points: [(0, 2, false), (1, 1, true), (3, 1, false), (5, 1, false)].map {
        RankPlot.Point(day: $0, rank: $1, isJoined: $2)
      }, missing: [2, 4], width: 14, height: 3, isASCII: isASCII)
  }

  /// Eleven columns, with the days 2 columns apart.
  @Test func ranksAreDrawnInASCII() {
    let plot = plot(isASCII: true)
    #expect(plot.body == ["1 |  *   *   *", "  | *", "2 |*"])
    #expect(plot.axis == "  +-----------")
    #expect(plot.gaps == "       x   x")
    #expect(plot.pointer(to: 1, "peak") == "     v peak")
  }

  /// Two dots a column and four a line make 22 by 12 dots: a line from (0, 11) to (4, 0), and points at (13, 0) and (21, 0).
  @Test func ranksAreDrawnInBrailleDots() {
    let plot = plot(isASCII: false)
    #expect(plot.body == ["1 ┤ ⢠⠃   ⠈   ⠈", "  │⢀⠎", "2 ┤⡜"])
    #expect(plot.axis == "  └───────────")
    #expect(plot.gaps == "       ░   ░")
    #expect(plot.pointer(to: 1, "peak") == "     ↓ peak")
  }

  @Test func aTextStandsOnTheSideThatHasRoom() {
    let points = [0, 5].map { RankPlot.Point(day: $0, rank: 1, isJoined: false) }
    // The 37 columns from the fourth on: the last day is in the fortieth.
    let plot = RankPlot(points: points, width: 40, height: 2, isASCII: true)
    #expect(plot.pointer(to: 5, "peak #1") == String(repeating: " ", count: 31) + "peak #1 v")
    #expect(plot.pointer(to: 0, "peak #1") == "   v peak #1")
    #expect(plot.ends("first", "last") == "   first" + String(repeating: " ", count: 28) + "last")
  }

  @Test func oneDayIsOnePoint() {
    let plot = RankPlot(
      points: [RankPlot.Point(day: 7, rank: 1, isJoined: false)], width: 14, height: 2, isASCII: true)
    #expect(plot.body == ["1 |*", "  |"])
    #expect(plot.ends("2026-05-01", "2026-05-01") == "   2026-05-01")
  }

  /// Ranks 240, 244 and 250 on four lines, each by its distance from the best rank: 0, 4 and 10 of ten.
  @Test func theAxisGoesFromTheBestRankToTheWorst() {
    let points = [(0, 240), (1, 244), (2, 250)].map { RankPlot.Point(day: $0, rank: $1, isJoined: false) }
    let plot = RankPlot(points: points, width: 15, height: 4, isASCII: true)
    #expect(plot.body == ["240 |*", "    |     *", "245 |", "250 |         *"])
  }

  @Test func ranksOfThreeDigitsMoveTheAxis() {
    // 250 ranks on two lines: the middle rank, 125, is nearer to the upper line.
    let points = [(0, 250), (1, 1)].map { RankPlot.Point(day: $0, rank: $1, isJoined: false) }
    let plot = RankPlot(points: points, width: 15, height: 2, isASCII: true)
    #expect(plot.body == ["  1 |         *", "250 |*"])
  }
}

@Suite struct SparklineTests {
  /// There are seven steps between the eight bars: of ranks 1 to 10, a rank is 7/9 of a step.
  @Test func theBestRankHasTheHighestBar() {
    #expect(Sparkline.text([1, 2, 3, nil, 10], gaps: [2]) == "██╎▇ ▁ 1–10")
    #expect(Sparkline.text([240, 250, 245], gaps: []) == "█▁▅ 240–250")
  }

  @Test func whereTheLocaleHasNoBarsTheyAreASCII() {
    #expect(Sparkline.text([1, 2, 3, nil, 10], gaps: [2], isASCII: true) == "##|% . 1-10")
    #expect(Sparkline.text([240, 250, 245], gaps: [], isASCII: true) == "#.+ 240-250")
    #expect(Sparkline.text([7], gaps: [], isASCII: true) == "# 7")
  }

  @Test func aRankIsAtMostOneBar() {
    #expect(Sparkline.text([1, 2, 3], gaps: []) == "█▇▆ 1–3")
    #expect(Sparkline.text([250, nil, 250], gaps: []) == "█ █ 250")
    #expect(Sparkline.text([nil], gaps: []) == "")
  }
}
