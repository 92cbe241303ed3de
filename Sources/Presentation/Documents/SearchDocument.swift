public import History
import JSON
import RankingModel

extension SearchAnswer {
  /// The items found, one row each, and the number of further items.
  public var document: Document {
    let records = Table(
      rows,
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("id") { Cell($0.id.description) },
      ItemColumn("title") { Cell($0.title) },
      ItemColumn("match") { Cell(["field": .string($0.field), "value": .string($0.value)]) },
      ItemColumn("first_day") { Cell($0.firstDay.description) },
      ItemColumn("last_day") { Cell($0.lastDay.description) },
      ItemColumn("days") { Cell($0.days) },
      ItemColumn("best_rank") { Cell($0.bestRank) })
    let charts = coverage.sorted { $0.key.description < $1.key.description }
    let json: JSONValue = [
      "text": .string(text), "chart": JSONValue(requested?.description),
      "items": .array(records.rows.map(records.object(of:))), "more": JSONValue(more),
      "coverage": .array(
        charts.map { chart, coverage in
          [
            "chart": .string(chart.description), "observed": JSONValue(coverage.observed),
            "due": JSONValue(coverage.due),
          ]
        }),
    ]
    let sentences = charts.map { chart, coverage in
      Document.Block.text("\(chart): \(coverage.sentence(units[chart] ?? "day"))")
    }
    return Document(
      json: json, records: records,
      sheet: { records.flattening("match", ["field", "value"], prefix: "match_") },
      page: [.table(shown.counting(noun, more: more))] + sentences, more: more,
      notes: charts.flatMap { chart, coverage in
        coverage.notes(units[chart] ?? "day").map { "\(chart): \($0)" }
      })
  }

  /// What a period is called, if it is called the same on all charts with items that were found.
  private var unit: String? { Set(units.values).count == 1 ? units.values.first : nil }

  private var shown: Table {
    Table(
      rows,
      ItemColumn("title", isFlexible: true) { Cell($0.title) },
      ItemColumn("found in", isFlexible: true) { row in
        Cell(row.field == "title" ? "title" : "\(row.field): \(row.value)")
      },
      ItemColumn("first day") { Cell($0.firstDay.description) },
      ItemColumn("last day") { Cell($0.lastDay.description) },
      ItemColumn("days", title: unit.map { "\($0)s" }, alignment: .right) { Cell($0.days) },
      ItemColumn("best", alignment: .right) { Cell($0.bestRank) },
      ItemColumn("chart") { Cell($0.chart.description) },
      ItemColumn("id") { Cell($0.id.description, tone: .faint) })
  }
}
