extension Table {
  /// A table with one row for each of `items`, and in each row under every column the cell that it makes of the item.
  ///
  /// - Parameter others: further columns, to the right of `columns`.
  public init<Item>(_ items: [Item], _ columns: ItemColumn<Item>..., and others: [ItemColumn<Item>] = []) {
    let columns = columns + others
    self.init(columns: columns.map(\.column), rows: items.map { item in columns.map { $0.cell(item) } })
  }
}

/// A column, and what stands under it for an item.
public struct ItemColumn<Item> {
  let column: Column
  let cell: (Item) -> Cell

  /// A column as `Column` makes it, with the cell that `cell` makes of an item.
  public init(
    _ key: String, title: String? = nil, alignment: Column.Alignment = .left, isFlexible: Bool = false,
    _ cell: @escaping (Item) -> Cell
  ) {
    self.column = Column(key, title: title, alignment: alignment, isFlexible: isFlexible)
    self.cell = cell
  }
}

extension ItemColumn {
  /// The same column for rows that each have such an item.
  func of<Row>(_ item: @escaping (Row) -> Item) -> ItemColumn<Row> {
    ItemColumn<Row>(
      column.key, title: column.title, alignment: column.alignment, isFlexible: column.isFlexible
    ) { cell(item($0)) }
  }
}
