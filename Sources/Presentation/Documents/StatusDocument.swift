public import History
import JSON
public import RankingModel

extension Document {
  /// The state of charts, one row each.
  public static func status(_ charts: [StatusAnswer]) -> Document {
    let records = Table(
      columns: [
        "chart", "first_day", "last_published", "published_days", "degraded", "missing", "quarantined",
        "failed", "closed", "agreed", "in_conflict", "alone",
        "dead_letters", "budget_left", "pending_days", "late",
      ].map { Column($0) }, rows: charts.map(\.cells))
    return Document(
      json: .array(records.rows.map(records.object(of:))), records: records,
      page: charts.isEmpty
        ? [.text("the lake has no chart yet")]
        : charts.flatMap { [.heading($0.chart.description), .facts($0.facts)] })
  }
}

extension StatusAnswer {
  fileprivate var cells: [Cell] {
    [
      Cell(chart.description), Cell(firstDay?.description), Cell(lastPublished?.description),
      Cell(publishedDays), days(degraded), days(missing), days(quarantined), days(failed),
      days(closed), evidence(.agreed), evidence(.inConflict), evidence(.alone), Cell(deadLetters),
      Cell(budgetLeft), Cell(pendingDays),
      Cell(isLate.map { .bool($0) } ?? .null),
    ]
  }

  private func days(_ days: [Day]) -> Cell { Cell(.array(days.map { .string($0.description) })) }

  /// Null for a chart whose lists come from no archive.
  private func evidence(_ state: Evidence.State) -> Cell {
    evidence.isEmpty ? Cell(.null) : days(evidence[state] ?? [])
  }

  fileprivate var facts: [Document.Fact] {
    var facts = [
      Document.Fact("last published", Cell(lastPublished?.description)),
      Document.Fact("published \(cadence.unit)s", Cell(publishedDays)),
      ranges("missing", missing, .notice), ranges("quarantined", quarantined, .bad),
      ranges("failed", failed, .bad),
    ]
    if !closed.isEmpty { facts.append(ranges("closed", closed, .plain)) }
    if !degraded.isEmpty { facts.append(ranges("degraded", degraded, .notice)) }
    if evidence.keys.contains(where: { $0 != .alone }) {
      facts += [
        Document.Fact("archives agree", Cell(counted(evidence[.agreed]?.count ?? 0, cadence.unit))),
        ranges("archives differ", evidence[.inConflict] ?? [], .bad),
        Document.Fact("one archive alone", Cell(counted(evidence[.alone]?.count ?? 0, cadence.unit))),
      ]
    }
    if let deadLetters {
      facts.append(Document.Fact("dead letters", Cell(deadLetters, tone: deadLetters > 0 ? .bad : .plain)))
    }
    if let budgetLeft {
      facts.append(Document.Fact("budget left", Cell("\(counted(budgetLeft, "call")) today")))
    }
    if let pendingDays, pendingDays > 0 {
      let words = "\(counted(pendingDays, cadence.unit)) left of a backfill"
      facts.append(Document.Fact("pending", Cell(words, tone: .notice)))
    }
    if let isLate {
      let words = isLate ? "late" : "on time"
      facts.append(Document.Fact("latest snapshot", Cell(words, tone: isLate ? .bad : .plain)))
    }
    return facts
  }

  private func ranges(_ name: String, _ days: [Day], _ tone: Cell.Tone) -> Document.Fact {
    Document.Fact(name, days.isEmpty ? Cell("none") : .days(days, cadence, tone: tone))
  }
}

extension Cell {
  /// The number of days, weeks or months in `days`, which are in order, and the first eight ranges that they form.
  public static func days(_ days: [Day], _ cadence: Cadence, tone: Tone = .plain) -> Cell {
    let ranges = DayRange.ranges(of: days, cadence)
    let shown = ranges.prefix(8).map(\.description).joined(separator: ", ")
    let more = ranges.count > 8 ? ", and \(ranges.count - 8) more" : ""
    return Cell("\(counted(days.count, cadence.unit)): \(shown)\(more)", tone: tone)
  }
}
