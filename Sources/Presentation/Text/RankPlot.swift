/// Draws the ranks of an item over time, from left to right. The best rank is at the top and the worst at the bottom. Each column
/// of characters stands for a number of days.
///
/// Points of consecutive periods are joined by a line. Days whose list is missing are marked below the axis.
struct RankPlot {
  /// A rank on a day.
  struct Point {
    /// The day's number.
    var day: Int
    /// The rank.
    var rank: Int
    /// Whether a line joins this point with the point before it.
    var isJoined: Bool
  }

  /// The points by day; at least one.
  var points: [Point]
  /// The numbers of the days between the first point and the last whose list is missing.
  var missing: [Int] = []
  /// The width of the drawing in columns.
  var width: Int
  /// The number of lines that the points take.
  var height: Int
  /// Whether to draw with ASCII characters only.
  var isASCII = false

  private var first: Int { points.first?.day ?? 0 }
  private var last: Int { points.last?.day ?? 0 }
  private var best: Int { points.map(\.rank).min() ?? 1 }
  private var worst: Int { points.map(\.rank).max() ?? 1 }
  /// The width of the rank labels in columns.
  private var margin: Int { String(worst).count }
  private var columns: Int { max(10, width - margin - 2) }
  /// The number of dots in a character: per line and per column.
  private var dots: (across: Int, down: Int) { isASCII ? (1, 1) : (2, 4) }

  /// The horizontal position of a day, in dots from the left.
  private func across(_ day: Int) -> Int {
    RankPlot.rounded((day - first) * (columns * dots.across - 1), max(1, last - first))
  }

  /// The vertical position of a rank, in dots from the top.
  private func down(_ rank: Int) -> Int {
    RankPlot.rounded((rank - best) * (height * dots.down - 1), max(1, worst - best))
  }

  /// The column in which a day is drawn, from the left edge.
  func column(of day: Int) -> Int { margin + 2 + across(day) / dots.across }

  /// The lines with the points, each with its part of the rank axis before it.
  var body: [String] {
    var labels: [Int: Int] = [:]
    for rank in [best, worst, (best + worst) / 2] {
      let line = down(rank) / dots.down
      labels[line] = labels[line] ?? rank
    }
    return grid.enumerated().map { line, cells in
      let label = labels[line].map { String($0) } ?? ""
      let axis = isASCII ? "|" : label.isEmpty ? "│" : "┤"
      return trimmed(blanks(margin - label.count) + label + " " + axis + String(cells.map(character)))
    }
  }

  /// The axis of days.
  var axis: String {
    blanks(margin + 1) + (isASCII ? "+" : "└") + String(repeating: isASCII ? "-" : "─", count: columns)
  }

  /// The mark of a missing list.
  var gap: String { isASCII ? "x" : "░" }

  /// The line below the axis that marks missing lists.
  var gaps: String {
    let marked = Set(missing.map { across($0) / dots.across })
    return trimmed(blanks(margin + 2) + (0..<columns).map { marked.contains($0) ? gap : " " }.joined())
  }

  /// A line that points down at a day, with `words` on the side that has room for them.
  func pointer(to day: Int, _ words: String) -> String {
    let (column, mark) = (column(of: day), isASCII ? "v" : "↓")
    guard column + 2 + words.count > width, column >= words.count + 1 else {
      return "\(blanks(column))\(mark) \(words)"
    }
    return "\(blanks(column - words.count - 1))\(words) \(mark)"
  }

  /// A line with one text below the first day and another below the last.
  func ends(_ left: String, _ right: String) -> String {
    left == right
      ? blanks(margin + 2) + left
      : blanks(margin + 2) + left + blanks(max(1, columns - left.count - right.count)) + right
  }

  /// The dots that are set in each character, line by line.
  private var grid: [[UInt8]] {
    var grid = Array(repeating: Array(repeating: UInt8(0), count: columns), count: height)
    var before: (x: Int, y: Int)?
    for point in points {
      let (x, y) = (across(point.day), down(point.rank))
      let start = before.flatMap { point.isJoined ? $0 : nil } ?? (x: x, y: y)
      let steps = max(abs(x - start.x), abs(y - start.y))
      for step in 0...steps {
        let dot = (
          x: start.x + RankPlot.rounded((x - start.x) * step, max(1, steps)),
          y: start.y + RankPlot.rounded((y - start.y) * step, max(1, steps))
        )
        grid[dot.y / dots.down][dot.x / dots.across] |= bit(dot.x % dots.across, dot.y % dots.down)
      }
      before = (x, y)
    }
    return grid
  }

  /// The bit of a dot in a Braille character.
  private func bit(_ x: Int, _ y: Int) -> UInt8 { y == 3 ? 0x40 << UInt8(x) : 1 << UInt8(y + 3 * x) }

  private func character(_ dots: UInt8) -> Character {
    if dots == 0 { return " " }
    return isASCII ? "*" : Character(Unicode.Scalar(0x2800 + UInt32(dots)) ?? "*")
  }

  /// The whole number nearest to a quotient.
  private static func rounded(_ number: Int, _ divisor: Int) -> Int {
    number < 0 ? -rounded(-number, divisor) : (2 * number + divisor) / (2 * divisor)
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
