public import History
import JSON
public import RankingModel

extension Document {
  /// The snapshots of a chart.
  public static func versions(_ rows: [VersionList.Row]) -> Document {
    let table = Table(
      columns: [
        Column("day"), Column("captured_at", title: "captured at"),
        Column("recorded_at", title: "recorded at"), Column("state"), Column("version"),
        Column("entries", alignment: .right), Column("run"), Column("superseded"),
        Column("reason", isFlexible: true),
      ],
      rows: rows.map { row in
        [
          Cell(row.day.description), Cell.instant(row.capturedAt), Cell.instant(row.recordedAt),
          Cell.state(row.state),
          Cell(JSONValue(row.version?.description), shown: row.version?.short),
          Cell(row.entries), Cell(row.run), Cell(.bool(row.isSuperseded)), Cell(row.reason),
        ]
      })
    return Document(table, empty: "no snapshot")
  }
}

extension Cell {
  /// The state of a day, in its colour.
  public static func state(_ state: DayState?) -> Cell {
    let tone: Tone =
      switch state {
      case .published: .good
      case .degraded, .missing, .unavailable: .notice
      case .quarantined, .failed: .bad
      case nil: .faint
      }
    return Cell(state?.rawValue, tone: tone)
  }
}
