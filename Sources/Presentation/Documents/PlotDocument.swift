public import History
import JSON
import RankingModel

extension ItemPlot {
  /// The item's history, with a drawing of its ranks on the page.
  ///
  /// - Parameters:
  ///   - width: the width of the drawing in columns.
  ///   - isASCII: whether to draw with ASCII characters only.
  public func document(width: Int, isASCII: Bool) -> Document {
    var document = history.document
    document.page.insert(.preformatted(lines(width, isASCII)), at: 1)
    return document
  }

  private func lines(_ width: Int, _ isASCII: Bool) -> [Cell] {
    let worst = history.observations.map(\.rank).max() ?? 1
    let ranks = worst - history.peakEver.rank + 1
    var points: [RankPlot.Point] = []
    var before: HistoryAnswer.Place?
    for place in history.observations {
      let isJoined = before.map(place.follows) ?? false
      points.append(RankPlot.Point(day: place.day.number, rank: place.rank, isJoined: isJoined))
      before = place
    }
    let plot = RankPlot(
      points: points, missing: missing.map(\.number), width: width, height: min(20, max(12, ranks)),
      isASCII: isASCII)
    let peak = history.peakEver
    var lines = [Cell(plot.pointer(to: peak.day.number, "peak #\(peak.rank) on \(peak.day)"), tone: .notice)]
    lines += plot.body.map { Cell($0) } + [Cell(plot.axis, tone: .faint)]
    if !missing.isEmpty { lines.append(Cell(plot.gaps, tone: .bad)) }
    lines.append(Cell(plot.ends("\(history.first.day)", "\(history.last.day)"), tone: .faint))
    if !missing.isEmpty {
      lines.append(Cell("\(plot.gap) no list: \(counted(missing.count, history.cadence.unit))", tone: .bad))
    }
    return lines
  }
}
