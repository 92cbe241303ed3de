public import History
import LakeStore
public import RankingModel

extension Document {
  /// The snapshots of a chart.
  public static func versions(_ rows: [VersionList.Row]) -> Document {
    let table = Table(
      columns: [
        Column("day"), Column("recordedAt", title: "recorded at"), Column("state"), Column("version"),
        Column("entries", alignment: .right), Column("run"), Column("superseded"),
        Column("reason", isFlexible: true),
      ],
      rows: rows.map { row in
        let snapshot = row.snapshot
        return [
          Cell(snapshot.day.description), Cell.instant(snapshot.recordedAt), Cell.state(snapshot.state),
          Cell(JSONValue(snapshot.version?.description), shown: snapshot.version?.short),
          Cell(snapshot.entries), Cell(snapshot.run), Cell(.bool(row.isSuperseded)), Cell(snapshot.reason),
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
