/// Draws ranks in one line: a bar a list, the highest for rank 1.
enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// The line of `ranks`: a blank where there is none, and a thin mark where lists are missing.
  ///
  /// - Parameters:
  ///   - gaps: the places in `ranks` before which lists are missing.
  ///   - longest: how many ranks there are.
  static func text(_ ranks: [Int?], gaps: Set<Int>, longest: Int) -> String {
    var line = ""
    for (place, rank) in ranks.enumerated() {
      if gaps.contains(place) { line += "╎" }
      line.append(rank.map { bars[max(0, bars.count - 1 - ($0 - 1) * bars.count / max(1, longest))] } ?? " ")
    }
    return line
  }
}
