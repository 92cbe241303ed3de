public import History
import JSON
import RankingModel

extension ChartAnswer {
  /// The chart as rows with their movement.
  public var document: Document {
    let records = Table(
      entries,
      ItemColumn("rank") { Cell($0.rank) },
      ItemColumn("id") { Cell($0.id.description) },
      ItemColumn("title") { Cell($0.title) },
      ItemColumn("rating") { Cell(JSONValue($0.rating)) },
      ItemColumn("previous_rank") { Cell($0.previousRank) },
      ItemColumn("change") { Cell($0.change) },
      ItemColumn("status") { Cell($0.status.rawValue) })
    let json: JSONValue = [
      "chart": .string(chart.description), "requested": JSONValue(requested?.description),
      "day": .string(day.description), "state": .string(state.rawValue),
      "version": JSONValue(version?.description), "recorded_at": .string(recordedAt.description),
      "previous_day": JSONValue(previousDay?.description),
      "entries": .array(records.rows.map(records.object(of:))),
    ]
    return Document(json: json, records: records, page: [.heading(heading), .table(people), .text(footer)])
  }

  private var heading: String {
    let instead = requested.map { $0 == day ? "" : ", the last day published by \($0)" } ?? ""
    return "\(chart) on \(day)\(instead)" + (state == .published ? "" : " (\(state.rawValue))")
  }

  private var footer: String {
    previousDay.map { "movement since \($0)" } ?? "the first published day"
  }

  private var people: Table {
    Table(
      entries,
      ItemColumn("rank", title: "#", alignment: .right) { Cell($0.rank) },
      ItemColumn("movement", title: "") { $0.movement },
      ItemColumn("title", isFlexible: true) { Cell($0.title) },
      ItemColumn("rating", alignment: .right) { .rating($0.rating) },
      ItemColumn("id") { Cell($0.id.description, tone: .faint) })
  }
}

extension ChartEntry {
  /// `▲2`, `▼1`, `=`, `NEW` or `RE`.
  var movement: Cell {
    let value = JSONValue(change)
    return switch status {
    case .new: Cell(value, shown: "NEW", tone: .notice)
    case .return: Cell(value, shown: "RE", tone: .notice)
    case .up: Cell(value, shown: "▲\(change ?? 0)", tone: .good)
    case .down: Cell(value, shown: "▼\(-(change ?? 0))", tone: .bad)
    case .same: Cell(value, shown: "=", tone: .faint)
    }
  }
}

extension Cell {
  /// A rating, for people with at least one decimal.
  static func rating(_ rating: Double?) -> Cell {
    let text = CanonicalJSON.text(JSONValue(rating))
    let shown = rating.map { _ in text.utf8.contains(UInt8(ascii: ".")) ? text : text + ".0" }
    return Cell(JSONValue(rating), shown: shown)
  }
}
