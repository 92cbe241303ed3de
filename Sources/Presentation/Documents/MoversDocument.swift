public import History
import JSON
import RankingModel

extension MoversAnswer {
  /// The climbers, followed by the fallers.
  public var document: Document {
    let records = Table(
      climbers + fallers,
      ItemColumn("chart") { _ in Cell(chart.description) },
      ItemColumn("from") { _ in Cell(from.description) },
      ItemColumn("to") { _ in Cell(to.description) },
      and: Mover.columns)
    let json: JSONValue = [
      "chart": .string(chart.description), "requested_from": JSONValue(requestedFrom?.description),
      "requested_to": JSONValue(requestedTo?.description),
      "from": .string(from.description), "to": .string(to.description),
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due), "epoch": epoch.json,
      "epoch_end": nextEpoch.jsonOfEnd,
      "climbers": rows(climbers), "fallers": rows(fallers), "climbed": JSONValue(climbed),
      "fell": JSONValue(fell), "unchanged": JSONValue(unchanged), "entered": JSONValue(entered),
      "left": JSONValue(left), "more": JSONValue(more),
    ]
    return Document(
      json: json, records: records,
      page: [.heading("movers on \(chart), \(from) to \(to)")] + part("climbers", climbers, of: climbed)
        + part("fallers", fallers, of: fell)
        + [
          .text(
            "\(climbed) climbed, \(fell) fell, \(unchanged) unchanged, \(entered) entered, \(left) left")
        ] + coverage.sentences(cadence.unit, epoch, before: nextEpoch),
      more: more, notes: coverage.notes(cadence.unit, epoch, before: nextEpoch))
  }

  /// The number of climbers and fallers that are left out.
  private var more: Int { climbed - climbers.count + fell - fallers.count }

  private func rows(_ movers: [Mover]) -> JSONValue {
    let table = Table(movers, and: Mover.columns)
    return .array(table.rows.map(table.object(of:)))
  }

  /// A table with its heading; empty if the table would have no row.
  private func part(_ name: String, _ movers: [Mover], of count: Int) -> [Document.Block] {
    guard !movers.isEmpty else { return [] }
    return [
      .heading(name),
      .table(
        Table(
          movers,
          ItemColumn("rank", title: "#", alignment: .right) { Cell($0.rank) },
          ItemColumn("previous_rank", title: "was", alignment: .right) { Cell($0.previousRank) },
          ItemColumn("change", title: "") { .change($0.change) },
          ItemColumn("best", alignment: .right) { Cell($0.best) },
          ItemColumn("worst", alignment: .right) { Cell($0.worst) },
          ItemColumn("title", isFlexible: true) { Cell($0.title) },
          ItemColumn("id") { Cell($0.id.description, tone: .faint) }
        ).counting(noun, more: count - movers.count)),
    ]
  }
}

extension Mover {
  fileprivate static var columns: [ItemColumn<Mover>] {
    [
      ItemColumn("id") { Cell($0.id.description) },
      ItemColumn("title") { Cell($0.title) },
      ItemColumn("rank") { Cell($0.rank) },
      ItemColumn("previous_rank") { Cell($0.previousRank) },
      ItemColumn("change") { Cell($0.change) },
      ItemColumn("best") { Cell($0.best) },
      ItemColumn("worst") { Cell($0.worst) },
    ]
  }
}
