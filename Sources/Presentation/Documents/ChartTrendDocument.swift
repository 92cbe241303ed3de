import History
import JSON
import RankingModel

extension ChartAnswer {
  /// The name of the column of the last days' ranks, where the answer has them.
  var trendNames: [String] { trend == nil ? [] : ["trend"] }

  /// The ranks of an item on the last days: for programs one a published day, for people a drawing.
  func trendCell(of item: ItemID) -> Cell {
    guard let trend else { return Cell(.null) }
    let ranks = trend.ranks(of: item)
    return Cell(.array(ranks.map { JSONValue($0) }), shown: Sparkline.text(ranks, gaps: trend.gaps))
  }
}
