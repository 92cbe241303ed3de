public import History
import JSON
import RankingModel

extension HeadToHead {
  /// The items compared with each other. Its rows are the items. With more than two items, each crossing also names the item that
  /// was passed.
  public var document: Document {
    let own: [ItemColumn<Item>] = [
      ItemColumn("id") { Cell($0.id.description) },
      ItemColumn("title") { Cell($0.title) },
      ItemColumn("days") { Cell($0.days) },
      ItemColumn("days_at_most") { Cell(coverage.atMost($0.days)) },
      ItemColumn("best") { Cell($0.best) },
      ItemColumn("days_above") { Cell($0.daysAbove) },
      ItemColumn("days_above_at_most") { Cell(coverage.atMost($0.daysAbove)) },
    ]
    // Rows name the chart and the other items, so that rows of several comparisons can be concatenated.
    let common: [ItemColumn<Item>] = [
      ItemColumn("compared_with") { Cell(others($0)) },
      ItemColumn("together") { _ in Cell(together) },
      ItemColumn("together_at_most") { _ in Cell(togetherAtMost) },
    ]
    let told = Table(items, and: own)
    let records = Table(items, ItemColumn("chart") { _ in Cell(chart.description) }, and: own + common)
    let json: JSONValue = [
      "chart": .string(chart.description),
      "from": JSONValue(coverage.days?.from.description), "to": JSONValue(coverage.days?.to.description),
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due), "epoch": epoch.json,
      "epoch_end": nextEpoch.jsonOfEnd,
      "items": .array(told.rows.map(told.object(of:))),
      "together": JSONValue(together), "together_at_most": JSONValue(togetherAtMost),
      "crossings": .array(crossings.map(json)),
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
    return Document(
      json: json, records: records, page: page + coverage.sentences(cadence.unit, epoch, before: nextEpoch),
      notes: coverage.notes(cadence.unit, epoch, before: nextEpoch))
  }

  /// The ids of the items other than `item`.
  private func others(_ item: Item) -> JSONValue {
    .array(items.filter { $0.id != item.id }.map { .string($0.id.description) })
  }

  private func json(_ crossing: Crossing) -> JSONValue {
    var json = [
      JSONMember("day", .string(crossing.day.description)),
      JSONMember("previous_day", .string(crossing.previousDay.description)),
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
      ItemColumn("day") { Cell($0.words) },
      ItemColumn("above", isFlexible: true) { Cell(titles[$0.above]) },
      ItemColumn("below", isFlexible: true) { Cell(titles[$0.below]) })
  }
}

extension HeadToHead.Crossing {
  /// The day in words. Where other days lie between, the order may have changed on any of them, so the day before is named too.
  fileprivate var words: String {
    hasDaysBetween ? "\(day), last together on \(previousDay)" : "\(day)"
  }
}
