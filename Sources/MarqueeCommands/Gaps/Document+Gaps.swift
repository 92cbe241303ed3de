import History
import JSON
import Presentation
import RankingModel

extension Document {
  /// Series of periods without a list, one row each.
  static func gaps(_ gaps: [Gap], of chart: ChartName) -> Document {
    let table = Table(
      gaps,
      ItemColumn("from") { Cell($0.days.from.description) },
      ItemColumn("to") { Cell($0.days.to.description) },
      ItemColumn("periods", alignment: .right) { Cell($0.periods) },
      ItemColumn("state") { Cell($0.state.rawValue, tone: $0.state.tone) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("archive") { Cell($0.archive) })
    return Document(table.counting("gap"), empty: "\(chart) has no gaps")
  }

  /// What somebody decided about days without a list.
  static func closing(_ decision: Decision, _ days: DayRange, periods: Int) -> Document {
    let table = Table(
      [decision],
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("from") { _ in Cell(days.from.description) },
      ItemColumn("to") { _ in Cell(days.to.description) },
      ItemColumn("periods", alignment: .right) { _ in Cell(periods) },
      ItemColumn("decision") { Cell($0.action.rawValue) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("decided_at", title: "decided at") { Cell($0.decidedAt.description) })
    return Document(json: decision.json, records: table, page: [.table(table)])
  }
}

extension MissedDay.State {
  fileprivate var tone: Cell.Tone {
    switch self {
    case .missing, .unavailable: .notice
    case .failed, .quarantined: .bad
    case .closed: .plain
    }
  }
}
