/// Draws ranks in one line: one bar per list, the highest for the best rank.
enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")
  /// The same with ASCII characters: the more ink, the better the rank.
  private static let asciiBars = Array(".:-=+*%#")

  /// The bars of `ranks`, followed by the range of the ranks. A list without a rank is a blank, and a thin mark stands where
  /// lists are missing. A step of one rank changes the bar by at most one height, so that a small range does not look large.
  ///
  /// - Parameters:
  ///   - gaps: the indexes in `ranks` before which lists are missing.
  ///   - isASCII: whether to draw with ASCII characters only.
  static func text(_ ranks: [Int?], gaps: Set<Int>, isASCII: Bool = false) -> String {
    let known = ranks.compactMap(\.self)
    guard let best = known.min(), let worst = known.max() else { return "" }
    let bars = isASCII ? asciiBars : bars
    let steps = bars.count - 1
    var line = ""
    for (place, rank) in ranks.enumerated() {
      if gaps.contains(place) { line += isASCII ? "|" : "╎" }
      line.append(rank.map { bars[steps - ($0 - best) * steps / max(steps, worst - best)] } ?? " ")
    }
    return "\(line) \(best == worst ? "\(best)" : "\(best)\(isASCII ? "-" : "–")\(worst)")"
  }
}
