extension Table {
  /// A table with one row for each of `items`. Each column makes its cell of a row from the item.
  ///
  /// - Parameter others: further columns, to the right of `columns`.
  public init<Item>(_ items: [Item], _ columns: ItemColumn<Item>..., and others: [ItemColumn<Item>] = []) {
    let columns = columns + others
    self.init(columns: columns.map(\.column), rows: items.map { item in columns.map { $0.cell(item) } })
  }
}

/// A column, and the function that makes its cells from items.
public struct ItemColumn<Item> {
  let column: Column
  let cell: (Item) -> Cell

  /// A column as `Column` makes it. `cell` makes its cell for an item.
  public init(
    _ key: String, title: String? = nil, alignment: Column.Alignment = .left, isFlexible: Bool = false,
    least: Int? = nil, priority: Column.Priority? = nil, _ cell: @escaping (Item) -> Cell
  ) {
    self.init(
      Column(
        key, title: title, alignment: alignment, isFlexible: isFlexible, least: least, priority: priority),
      cell)
  }

  private init(_ column: Column, _ cell: @escaping (Item) -> Cell) {
    (self.column, self.cell) = (column, cell)
  }
}

extension ItemColumn {
  /// The same column for rows of another type, each of which has an item.
  func of<Row>(_ item: @escaping (Row) -> Item) -> ItemColumn<Row> {
    ItemColumn<Row>(column) { cell(item($0)) }
  }
}
