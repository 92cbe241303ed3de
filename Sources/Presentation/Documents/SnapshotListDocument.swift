public import History
import JSON
public import RankingModel

extension Document {
  /// The snapshots of a chart.
  public static func versions(_ rows: [VersionList.Row]) -> Document {
    let table = Table(
      rows,
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("captured_at", title: "captured at", priority: .low) { .instant($0.capturedAt) },
      ItemColumn("recorded_at", title: "recorded at") { .instant($0.recordedAt) },
      ItemColumn("state") { .state($0.state) },
      ItemColumn("version", priority: .low) {
        Cell(JSONValue($0.version?.description), shown: $0.version?.short)
      },
      ItemColumn("entries", alignment: .right) { Cell($0.entries) },
      ItemColumn("run", priority: .low) { Cell($0.run) },
      ItemColumn("superseded") { Cell(.bool($0.isSuperseded)) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) })
    return Document(table.counting("snapshot"), empty: "no snapshot")
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
