import History
import JSON
import RankingModel

extension ChartAnswer {
  /// The name of the column with the ranks of the last days; empty if the answer has no such ranks.
  var trendNames: [String] { trend == nil ? [] : [ChartColumns.trend] }

  /// The ranks of an item on the last published days: a list with one rank per day for programs, a drawing for people.
  ///
  /// - Parameter isASCII: whether to draw with ASCII characters only.
  func trendCell(of item: ItemID, isASCII: Bool) -> Cell {
    guard let trend else { return Cell(.null) }
    let ranks = trend.ranks(of: item)
    return Cell(
      .array(ranks.map { JSONValue($0) }), shown: Sparkline.text(ranks, gaps: trend.gaps, isASCII: isASCII))
  }
}
