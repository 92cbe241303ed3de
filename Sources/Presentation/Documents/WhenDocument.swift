public import History
import JSON
import RankingModel

extension WhenAnswer {
  /// The days on which it held, as ranges, with how many they are at least and at most.
  public var document: Document {
    let people = Table(
      ranges,
      ItemColumn("from") { Cell($0.from.description) },
      ItemColumn("to") { Cell($0.to.description) },
      ItemColumn("days", title: "\(unit)s", alignment: .right) { Cell($0.days) })
    // Rows of several charts can stand below each other.
    let records = Table(
      columns: [Column("chart")] + people.columns,
      rows: people.rows.map { [Cell(chart.description)] + $0 })
    let json: JSONValue = [
      "chart": .string(chart.description), "condition": .string(condition),
      "items": .array(
        items.map { ["id": .string($0.id.description), "title": .string($0.title)] }),
      "days": JSONValue(days), "bounds": ["least": JSONValue(days), "most": JSONValue(daysAtMost)],
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due),
      "missing": JSONValue(coverage.missing), "epoch": epoch.json,
      "ranges": .array(people.rows.map(people.object(of:))),
    ]
    return Document(
      json: json, records: records,
      page: [.heading("\(chart): \(condition)")] + (ranges.isEmpty ? [] : [.table(people)])
        + [
          .text(
            "\(coverage.words(days, unit)); \(coverage.observed) of \(coverage.due) due \(unit)s are published"
          )
        ] + epoch.remarks)
  }

  private var unit: String { cadence.unit }
}
