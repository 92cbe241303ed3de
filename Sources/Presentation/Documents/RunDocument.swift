import JSON
public import RankingModel

extension Document {
  /// Runs, one row each.
  ///
  /// - Parameter empty: the sentence on the page if there are no runs.
  public static func runs(_ reports: [RunReport], empty: String = "no run has ended yet") -> Document {
    let records = Table(
      reports,
      ItemColumn("run") { Cell($0.id) },
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("trigger") { Cell($0.trigger.rawValue) },
      ItemColumn("started_at", title: "started at") { .instant($0.startedAt) },
      ItemColumn("finished_at", title: "finished at") { .instant($0.finishedAt) },
      ItemColumn("outcome") { .state($0.outcome) },
      ItemColumn("unchanged") { Cell(.bool($0.unchanged)) },
      ItemColumn("rows", alignment: .right) { Cell($0.rows) },
      ItemColumn("findings", alignment: .right) { Cell($0.findings.count) },
      ItemColumn("reason", isFlexible: true) { Cell($0.reason) }
    ).counting("run")
    var document = Document(records, empty: empty)
    if !reports.isEmpty {
      document.page = [
        .table(records.only(["run", "chart", "day", "outcome", "unchanged", "rows", "findings", "reason"]))
      ]
    }
    return document
  }

  /// One run in full.
  public static func run(_ report: RunReport) -> Document {
    var page: [Block] = [.heading("run \(report.id)"), .facts(report.facts)]
    if !report.steps.isEmpty { page.append(.table(steps(report))) }
    let findings = findings(report.findings)
    if !report.findings.isEmpty { page.append(.table(findings)) }
    for finding in report.findings where !finding.entries.isEmpty {
      page.append(.heading(finding.check))
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
      }
    ).counting("step")
  }

  /// Findings, one row each.
  public static func findings(_ findings: [Finding]) -> Table {
    Table(
      findings,
      ItemColumn("check") { Cell($0.check) },
      ItemColumn("severity") { Cell($0.severity.rawValue, tone: $0.severity == .warn ? .notice : .bad) },
      ItemColumn("message", isFlexible: true) { Cell($0.message) }
    ).counting("finding")
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
  /// An instant: to the second for people, in full precision for programs.
  public static func instant(_ instant: Instant?) -> Cell {
    guard let instant else { return Cell(.null) }
    return Cell(.string(instant.description), shown: instant.secondsText)
  }
}
