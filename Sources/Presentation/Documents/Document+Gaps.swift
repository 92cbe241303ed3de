public import History
import JSON
public import RankingModel

extension Document {
  /// Series of periods without a list, one row each.
  public static func gaps(_ gaps: [Gap], of chart: ChartName) -> Document {
    let table = Table(
      gaps,
      ItemColumn("from") { Cell($0.days.from.description) },
      ItemColumn("to") { Cell($0.days.to.description) },
      ItemColumn("periods", alignment: .right) { Cell($0.periods) },
      ItemColumn("state") { Cell($0.state.rawValue, tone: $0.state.tone) },
      ItemColumn("reason", isFlexible: true) { $0.cell($0.reason) },
      ItemColumn("archive") { $0.cell($0.archive) })
    var document = Document(table.counting("gap"), empty: "\(chart) has no gaps")
    if table.rows.joined().contains(where: { $0.text.contains("{day}") }) {
      document.page.append(.text("{day} stands for each day from the first to the last"))
    }
    return document
  }

  /// Decisions about days without a list.
  public static func closing(_ decisions: [Decision]) -> Document {
    let table = Table(
      decisions,
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("from") { Cell(DayRange($0.subject)?.from.description) },
      ItemColumn("to") { Cell(DayRange($0.subject)?.to.description) },
      ItemColumn("decision") { Cell($0.action.rawValue) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("decided_at", title: "decided at") { Cell($0.decidedAt.description) })
    return Document(
      json: .array(decisions.map(\.json)), records: table, page: [.table(table)])
  }
}

extension Gap {
  /// A text in which people read the day in place of `{day}`, if the gap is a single period.
  fileprivate func cell(_ text: String?) -> Cell {
    Cell(
      JSONValue(text), shown: periods > 1 ? nil : text?.replacing("{day}", with: days.from.description))
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
