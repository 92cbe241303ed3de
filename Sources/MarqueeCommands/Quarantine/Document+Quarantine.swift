import JSON
import LakeStore
import Presentation
import RankingModel

extension Document {
  /// Days that wait for a decision, one row each.
  static func quarantine(_ pending: [SnapshotSummary]) -> Document {
    let table = Table(
      columns: [
        Column("chart"), Column("day"), Column("entries", alignment: .right),
        Column("reason", isFlexible: true), Column("recorded_at", title: "recorded at"),
      ],
      rows: pending.map {
        [
          Cell($0.chart.description), Cell($0.day.description), Cell($0.entries), Cell($0.reason),
          Cell($0.recordedAt.description),
        ]
      })
    return Document(table, empty: "nothing waits for a decision")
  }

  /// What somebody decided about a day.
  static func decision(_ decision: Decision) -> Document {
    let table = Table(
      columns: [
        Column("chart"), Column("day"), Column("decision"), Column("state"),
        Column("reason", isFlexible: true), Column("decided_at", title: "decided at"),
      ],
      rows: [
        [
          Cell(decision.chart.description), Cell(decision.day.description), Cell(decision.action.rawValue),
          Cell(decision.state?.rawValue), Cell(decision.reason), Cell(decision.decidedAt.description),
        ]
      ])
    return Document(json: decision.json, records: table, page: [.table(table)])
  }

  /// One such day in full.
  static func quarantined(_ snapshot: Snapshot, entries: [Entry], measures: [String]) -> Document {
    let findings = Table(
      columns: [Column("check"), Column("severity"), Column("message", isFlexible: true)],
      rows: snapshot.report.findings.map { [Cell($0.check), Cell($0.severity.rawValue), Cell($0.message)] })
    let rows = Table(
      entries,
      ItemColumn("rank", alignment: .right) { Cell($0.rank) },
      ItemColumn("id") { Cell($0.id.description) },
      ItemColumn("title", isFlexible: true) { Cell($0.title) },
      and: measures.map { name in ItemColumn(name, alignment: .right) { Cell($0[name] ?? .null) } })
    var page: [Block] = [.heading("\(snapshot.chart) on \(snapshot.day), in quarantine"), .table(findings)]
    for finding in snapshot.report.findings {
      page += finding.entries.map { .text("\(finding.check): \($0)") }
    }
    page.append(.table(rows))
    return Document(
      json: [
        "chart": .string(snapshot.chart.description), "day": .string(snapshot.day.description),
        "recorded_at": .string(snapshot.recordedAt.description),
        "version": JSONValue(snapshot.version?.description),
        "findings": .array(snapshot.report.findings.map(\.json)), "entries": .array(entries.map(\.json)),
      ], records: rows, page: page)
  }
}
