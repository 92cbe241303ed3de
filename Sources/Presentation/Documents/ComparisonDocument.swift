public import History
import JSON
import RankingModel

extension HeadToHead {
  /// The items compared with each other. Its rows are the items. With more than two items, each crossing also names the item that
  /// was passed.
  public var document: Document {
    let records = Table(
      items,
      ItemColumn("chart") { _ in Cell(chart.description) },
      ItemColumn("id") { Cell($0.id.description) },
      ItemColumn("title") { Cell($0.title) },
      ItemColumn("days") { Cell($0.days) },
      ItemColumn("best") { Cell($0.best) },
      ItemColumn("days_above") { Cell($0.daysAbove) })
    let json: JSONValue = [
      "chart": .string(chart.description),
      "from": JSONValue(coverage.days?.from.description), "to": JSONValue(coverage.days?.to.description),
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due), "epoch": epoch.json,
      "items": .array(
        records.rows.map { .object((records.object(of: $0).members ?? []).filter { $0.key != "chart" }) }),
      "together": JSONValue(together), "crossings": .array(crossings.map(json)),
    ]
    var page: [Document.Block] = [
      .heading("\(items.map(\.title).joined(separator: " and ")) on \(chart)"),
      .table(shownItems.counting(noun)),
      .facts(facts),
    ]
    let known = counted(together, cadence.unit)
    page.append(
      crossings.isEmpty
        ? .text("They did not cross on the \(known) together.") : .table(shownCrossings.counting("crossing")))
    page.append(.text(coverage.sentence(cadence.unit)))
    return Document(json: json, records: records, page: page + epoch.remarks)
  }

  private func json(_ crossing: Crossing) -> JSONValue {
    var json = [
      JSONMember("day", .string(crossing.day.description)),
      JSONMember("above", .string(crossing.above.description)),
    ]
    if items.count > 2 { json.append(JSONMember("below", .string(crossing.below.description))) }
    return .object(json)
  }

  private var shownItems: Table {
    Table(
      items,
      ItemColumn("title", isFlexible: true) { Cell($0.title) },
      ItemColumn("\(cadence.unit)s", alignment: .right) { Cell($0.days) },
      ItemColumn("best", alignment: .right) { Cell($0.best) },
      ItemColumn("id") { Cell($0.id.description, tone: .faint) })
  }

  /// The counts, with their bounds if lists are missing.
  private var facts: [Document.Fact] {
    [Document.Fact("together", Cell(coverage.words(together, cadence.unit)))]
      + items.map { Document.Fact("\($0.title) above", Cell(coverage.words($0.daysAbove, cadence.unit))) }
  }

  private var shownCrossings: Table {
    let titles = Dictionary(items.map { ($0.id, $0.title) }) { first, _ in first }
    return Table(
      crossings,
      ItemColumn("day") { Cell($0.day.description) },
      ItemColumn("above", isFlexible: true) { Cell(titles[$0.above]) },
      ItemColumn("below", isFlexible: true) { Cell(titles[$0.below]) })
  }
}
