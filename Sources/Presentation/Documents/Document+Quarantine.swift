import JSON
public import LakeStore
public import RankingModel

extension Document {
  /// Days that wait for a decision, one row each.
  public static func quarantine(_ pending: [SnapshotSummary]) -> Document {
    let table = Table(
      pending,
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("entries", alignment: .right) { Cell($0.entries) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("recorded_at", title: "recorded at") { Cell($0.recordedAt.description) })
    return Document(table.counting("day"), empty: "nothing waits for a decision")
  }

  /// A decision about a day.
  public static func decision(_ decision: Decision) -> Document {
    let table = Table(
      [decision],
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("decision") { Cell($0.action.rawValue) },
      ItemColumn("state") { Cell($0.state?.rawValue) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) },
      ItemColumn("decided_at", title: "decided at") { Cell($0.decidedAt.description) })
    return Document(json: decision.json, records: table, page: [.table(table)])
  }

  /// One day that waits for a decision, in full.
  public static func quarantined(_ snapshot: Snapshot, entries: [Entry], measures: [String]) -> Document {
    let findings = Document.findings(snapshot.report.findings)
    let rows = Table(entries, fields: measures.map { (name: $0, isNumber: true) })
    var page: [Block] = [.heading("\(snapshot.chart) on \(snapshot.day), in quarantine"), .table(findings)]
    for finding in snapshot.report.findings {
      page += finding.entries.map { .text("\(finding.check): \($0)") }
    }
    page.append(.table(rows.counting(ItemNoun(one: "entry", many: "entries"))))
    return Document(
      json: [
        "chart": .string(snapshot.chart.description), "day": .string(snapshot.day.description),
        "recorded_at": .string(snapshot.recordedAt.description),
        "version": JSONValue(snapshot.version?.description),
        "findings": .array(snapshot.report.findings.map(\.json)), "entries": .array(entries.map(\.json)),
      ], records: rows, page: page)
  }
}
