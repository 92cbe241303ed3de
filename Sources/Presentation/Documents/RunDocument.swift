import JSON
public import RankingModel

extension Document {
  /// Runs, one row each.
  public static func runs(_ reports: [RunReport]) -> Document {
    let table = Table(
      columns: [
        Column("run"), Column("chart"), Column("day"), Column("trigger"),
        Column("started_at", title: "started at"),
        Column("finished_at", title: "finished at"), Column("outcome"), Column("unchanged"),
        Column("rows", alignment: .right), Column("findings", alignment: .right),
        Column("reason", isFlexible: true),
      ],
      rows: reports.map { report in
        [
          Cell(report.id), Cell(report.chart.description), Cell(report.day.description),
          Cell(report.trigger.rawValue), Cell.instant(report.startedAt), Cell.instant(report.finishedAt),
          Cell.state(report.outcome), Cell(.bool(report.unchanged)), Cell(report.rows),
          Cell(report.findings.count), Cell(report.reason),
        ]
      })
    return Document(table, empty: "no run has ended yet")
  }

  /// One run in full.
  public static func run(_ report: RunReport) -> Document {
    var page: [Block] = [.heading("run \(report.id)"), .facts(report.facts)]
    if !report.steps.isEmpty { page.append(.table(steps(report))) }
    let findings = findings(report.findings)
    if !report.findings.isEmpty { page.append(.table(findings)) }
    for finding in report.findings where !finding.entries.isEmpty {
      page.append(.heading("\(finding.check): \(counted(finding.entries.count, "entry", "entries"))"))
      page += finding.entries.map { .text($0) }
    }
    return Document(json: report.json, records: findings, page: page)
  }

  private static func steps(_ report: RunReport) -> Table {
    Table(
      columns: [Column("step"), Column("seconds", alignment: .right)],
      rows: report.steps.map { step in
        let time = report.durations[step].map { Duration.milliseconds($0) }
        return [Cell(step.rawValue), Cell(time?.secondsText)]
      })
  }

  private static func findings(_ findings: [Finding]) -> Table {
    Table(
      columns: [Column("check"), Column("severity"), Column("message", isFlexible: true)],
      rows: findings.map { finding in
        let tone: Cell.Tone = finding.severity == .warn ? .notice : .bad
        return [Cell(finding.check), Cell(finding.severity.rawValue, tone: tone), Cell(finding.message)]
      })
  }
}

extension RunReport {
  fileprivate var facts: [Document.Fact] {
    var facts = [
      Document.Fact("chart", Cell(chart.description)), Document.Fact("day", Cell(day.description)),
      Document.Fact("trigger", Cell(trigger.rawValue)), Document.Fact("started at", .instant(startedAt)),
      Document.Fact("finished at", .instant(finishedAt)), Document.Fact("outcome", .state(outcome)),
      Document.Fact("rows read", Cell(rows)),
      Document.Fact(
        "items",
        Cell(
          "\(enrichment.asked) asked, \(enrichment.reused) reused, \(enrichment.stale) stale, \(enrichment.failed) failed, "
            + "\(enrichment.unenriched) unenriched")),
    ]
    if unchanged { facts.append(Document.Fact("content", Cell("the same as stored: no new snapshot"))) }
    if let reason { facts.append(Document.Fact("reason", Cell(reason, tone: .bad))) }
    return facts
  }
}

extension Cell {
  /// An instant: to the second for people, in full for programs.
  public static func instant(_ instant: Instant?) -> Cell {
    guard let instant else { return Cell(.null) }
    return Cell(.string(instant.description), shown: "\(instant.description.prefix(19))Z")
  }
}
