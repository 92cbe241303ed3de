/// Draws ranks in one line: a bar a list, the highest for the best of them.
enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// The line of `ranks`, and behind it between which ranks it is drawn: a blank where there is none, and a thin mark where lists are
  /// missing. A rank is at most one bar high, so that few ranks do not look like many.
  ///
  /// - Parameter gaps: the places in `ranks` before which lists are missing.
  static func text(_ ranks: [Int?], gaps: Set<Int>) -> String {
    let known = ranks.compactMap(\.self)
    guard let best = known.min(), let worst = known.max() else { return "" }
    let steps = bars.count - 1
    var line = ""
    for (place, rank) in ranks.enumerated() {
      if gaps.contains(place) { line += "╎" }
      line.append(rank.map { bars[steps - ($0 - best) * steps / max(steps, worst - best)] } ?? " ")
    }
    return "\(line) \(best == worst ? "\(best)" : "\(best)–\(worst)")"
  }
}
