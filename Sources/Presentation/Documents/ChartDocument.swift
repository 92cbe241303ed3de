public import History
import JSON
import RankingModel

extension ChartAnswer {
  /// The chart as rows with their movement.
  public var document: Document {
    let records = Table(
      columns: ["rank", "id", "title", "rating", "previous_rank", "change", "status"].map { Column($0) },
      rows: entries.map { entry in
        [
          Cell(entry.rank), Cell(entry.id.description), Cell(entry.title), Cell(JSONValue(entry.rating)),
          Cell(entry.previousRank), Cell(entry.change), Cell(entry.status.rawValue),
        ]
      })
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
      columns: [
        Column("rank", title: "#", alignment: .right), Column("movement", title: ""),
        Column("title", title: "title", isFlexible: true), Column("rating", alignment: .right), Column("id"),
      ],
      rows: entries.map { entry in
        [
          Cell(entry.rank), entry.movement, Cell(entry.title), Cell.rating(entry.rating),
          Cell(entry.id.description, tone: .faint),
        ]
      })
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
