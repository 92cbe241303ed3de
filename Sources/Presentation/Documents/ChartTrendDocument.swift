import History
import JSON
import RankingModel

extension ChartAnswer {
  /// The name of the column with the ranks of the last days; empty if the answer has no such ranks.
  var trendNames: [String] { trend == nil ? [] : [ChartColumns.trend] }

  /// The ranks of an item on the last published days: a list with one rank per day for programs, a drawing for people.
  func trendCell(of item: ItemID) -> Cell {
    guard let trend else { return Cell(.null) }
    let ranks = trend.ranks(of: item)
    return Cell(.array(ranks.map { JSONValue($0) }), shown: Sparkline.text(ranks, gaps: trend.gaps))
  }
}
