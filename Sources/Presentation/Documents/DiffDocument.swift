public import History
import JSON
import RankingModel

extension DiffAnswer {
  /// The items that entered, left and moved. Each row says which of the three happened.
  public var document: Document {
    let parts = [("entered", entered), ("left", left), ("moved", moved)]
    let records = Table(
      parts.flatMap { name, items in items.map { (part: name, item: $0) } },
      ItemColumn("chart") { _ in Cell(chart.description) },
      ItemColumn("from") { _ in Cell(from.description) },
      ItemColumn("to") { _ in Cell(to.description) },
      ItemColumn("part") { Cell($0.part) },
      and: MovedItem.columns(.id, .title, .rank, .previousRank, .change).map { $0.of { $0.item } })
    let json: JSONValue = [
      "chart": .string(chart.description), "requested_from": .string(requestedFrom.description),
      "requested_to": .string(requestedTo.description),
      "from": .string(from.description), "to": .string(to.description),
      "observed": JSONValue(coverage.observed), "due": JSONValue(coverage.due), "epochs": epochs.json,
      "entered": rows(entered, .id, .title, .rank), "left": rows(left, .id, .title, .previousRank),
      "moved": rows(moved, .id, .title, .rank, .previousRank, .change), "unchanged": JSONValue(unchanged),
    ]
    let columns = [
      MovedItem.people(.rank, .title, .id), MovedItem.people(.previousRank, .title, .id),
      MovedItem.people(.rank, .previousRank, .change, .title, .id),
    ]
    let tables = zip(parts, columns).flatMap { part, columns -> [Document.Block] in
      let heading = Document.Block.heading(part.0)
      return part.1.isEmpty ? [] : [heading, .table(Table(part.1, and: columns).counting(noun))]
    }
    return Document(
      json: json, records: records,
      page: [.heading("\(chart) from \(from) to \(to)")] + tables + [.text(footer)]
        + [.text(coverage.sentence(cadence.unit))] + epochs.remarks,
      notes: from.notes(for: requestedFrom) + to.notes(for: requestedTo) + coverage.notes(cadence.unit))
  }

  private func rows(_ items: [MovedItem], _ names: MovedItem.Key...) -> JSONValue {
    let table = Table(items, and: names.map { $0.column })
    return .array(table.rows.map(table.object(of:)))
  }

  private var footer: String {
    "\(entered.count) entered, \(left.count) left, \(moved.count) moved, \(unchanged) unchanged"
      + (to < from ? "; told backwards, from the later day to the earlier one" : "")
  }
}

extension MovedItem {
  /// A property of an item that a row can show.
  fileprivate enum Key: String {
    case id, title, rank, change
    case previousRank = "previous_rank"

    /// The column for programs.
    var column: ItemColumn<MovedItem> { ItemColumn(rawValue) { cell($0) } }

    /// The column for people.
    var shownColumn: ItemColumn<MovedItem> {
      switch self {
      case .id: ItemColumn(rawValue) { Cell($0.id.description, tone: .faint) }
      case .title: ItemColumn(rawValue, isFlexible: true) { cell($0) }
      case .rank: ItemColumn(rawValue, title: "#", alignment: .right) { cell($0) }
      case .previousRank: ItemColumn(rawValue, title: "was", alignment: .right) { cell($0) }
      case .change: ItemColumn(rawValue, title: "") { .change($0.change) }
      }
    }

    private func cell(_ item: MovedItem) -> Cell {
      switch self {
      case .id: Cell(item.id.description)
      case .title: Cell(item.title)
      case .rank: Cell(item.rank)
      case .previousRank: Cell(item.previousRank)
      case .change: Cell(item.change)
      }
    }
  }

  fileprivate static func columns(_ keys: Key...) -> [ItemColumn<MovedItem>] { keys.map(\.column) }
  fileprivate static func people(_ keys: Key...) -> [ItemColumn<MovedItem>] { keys.map(\.shownColumn) }
}

extension Cell {
  /// The number of ranks that an item rose or fell: `▲2` or `▼1`.
  static func change(_ change: Int?) -> Cell {
    let value = JSONValue(change)
    guard let change, change != 0 else { return Cell(value, shown: "=", tone: .faint) }
    return Cell(value, shown: change > 0 ? "▲\(change)" : "▼\(-change)", tone: change > 0 ? .good : .bad)
  }
}

extension [Epoch] {
  /// The epochs as JSON.
  var json: JSONValue {
    .array(map(\.json))
  }

  /// A sentence for each epoch that begins between the two lists, which were then made in different ways.
  var remarks: [Document.Block] {
    map { .text("the list is made another way from \($0.start) on: \($0.reason)") }
  }
}
