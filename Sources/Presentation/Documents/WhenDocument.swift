public import History
import JSON
import RankingModel

extension WhenAnswer {
  /// The days on which the condition held, as ranges, with their number and its upper bound.
  public var document: Document {
    let people = Table(
      ranges,
      ItemColumn("from") { Cell($0.from.description) },
      ItemColumn("to") { Cell($0.to.description) },
      ItemColumn("days", title: "\(unit)s", alignment: .right) { Cell($0.days) })
    // Rows name the chart and the condition, so that rows of several questions can be concatenated.
    let records = Table(
      columns: [Column("chart"), Column("condition")] + people.columns,
      rows: people.rows.map { [Cell(chart.description), Cell(condition)] + $0 })
    let json: JSONValue = [
      "chart": .string(chart.description), "condition": .string(condition),
      "items": .array(
        items.map { ["id": .string($0.id.description), "title": .string($0.title)] }),
      "from": JSONValue(coverage.days?.from.description), "to": JSONValue(coverage.days?.to.description),
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due),
      "epoch": epoch.json, "epoch_end": nextEpoch.jsonOfEnd, "days": JSONValue(days),
      "days_at_most": JSONValue(daysAtMost),
      "ranges": .array(people.rows.map(people.object(of:))),
    ]
    return Document(
      json: json, records: records,
      page: [.heading("\(chart): \(condition)")]
        + (ranges.isEmpty ? [] : [.table(people.counting("range"))])
        + [.text(held)] + coverage.sentences(unit, epoch, before: nextEpoch),
      notes: coverage.notes(unit, epoch, before: nextEpoch))
  }

  private var held: String {
    let words = coverage.words(days, unit)
    guard days == 0 else { return "it held on \(words)" }
    return "it held on no published \(unit)" + (coverage.missing > 0 ? " (\(words))" : "")
  }

  private var unit: String { cadence.unit }
}
