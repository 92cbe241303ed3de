import GRDB
import JSON
public import RankingModel

/// An item that was found, with all titles that it has had.
public struct FoundItem: Sendable, Hashable {
  /// The chart.
  public var chart: ChartName
  /// The item, under the id of the source.
  public var id: ItemID
  /// Its titles, including those of superseded snapshots.
  public var titles: [String]
}

/// An item's rank, title and texts on one published snapshot.
public struct ItemPlace: Sendable, Hashable {
  /// The number of the snapshot.
  public var snapshot: Int64
  /// The rank.
  public var rank: Int
  /// The title.
  public var title: String
  /// The number of its other texts; `nil` where it has none.
  public var texts: Int64?
}

extension LakeReader {
  /// The items of `chart`, or of all charts, that have each of `words` somewhere: in a title, in their id, in another text or
  /// in a year. The words must be folded as by `FoldedText`.
  public func items(with words: [String], on chart: ChartName? = nil) throws(Failure) -> [FoundItem] {
    let sets = words.map { _ in
      """
      SELECT * FROM (
        SELECT item FROM item_title WHERE title IN (SELECT id FROM title WHERE instr(folded, :word) > 0)
        UNION SELECT id FROM item WHERE instr(folded, :word) > 0
        UNION SELECT item FROM text_set WHERE instr(folded, :word) > 0)
      """
    }
    let numbered = sets.enumerated().map { $1.replacing(":word", with: "?\($0 + 2)") }
    return try items(among: numbered.joined(separator: " INTERSECT "), words, on: chart)
  }

  /// The items of `chart`, or of all charts, that have one of `ids`.
  public func items(named ids: [ItemID], on chart: ChartName? = nil) throws(Failure) -> [FoundItem] {
    let places = ids.indices.map { "?\($0 + 2)" }.joined(separator: ", ")
    return try items(
      among: "SELECT id FROM item WHERE name IN (\(places))", ids.map(\.description), on: chart)
  }

  /// The items whose numbers `selection` selects.
  private func items(
    among selection: String, _ arguments: [String], on chart: ChartName?
  ) throws(Failure) -> [FoundItem] {
    guard !arguments.isEmpty else { return [] }
    return try query { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT chart.name, item.name, title.text
          FROM item JOIN chart ON chart.id = item.chart
          JOIN item_title ON item_title.item = item.id
          JOIN title ON title.id = item_title.title
          WHERE (?1 IS NULL OR chart.name = ?1) AND item.id IN (\(selection))
          ORDER BY item.id, title.id
          """, arguments: StatementArguments([chart?.description] + arguments))
      var items: [FoundItem] = []
      while let row = try rows.next() {
        guard let chart = ChartName(row[0] as String) else { continue }
        let id = ItemID(row[1])
        if let last = items.last, last.chart == chart, last.id == id {
          items[items.count - 1].titles.append(row[2])
        } else {
          items.append(FoundItem(chart: chart, id: id, titles: [row[2]]))
        }
      }
      return items
    }
  }

  /// The rank, title and texts of `item` on every published snapshot of `chart`, including superseded ones.
  public func places(of item: ItemID, on chart: ChartName) throws(Failure) -> [ItemPlace] {
    try query { database in
      try LakeReader.requireWhole(chart, database)
      var places: [ItemPlace] = []
      try LakeReader.forEachObservation(of: item, on: chart, "texts", database) { columns, title in
        places.append(
          ItemPlace(
            snapshot: columns.integer(0), rank: Int(columns.integer(1)), title: title,
            texts: columns.isNull(3) ? nil : columns.integer(3)))
      }
      return places
    }
  }

  /// The texts, lists of texts and years with the numbers `numbers`, each with the name of its field and the texts in it.
  public func texts(_ numbers: Set<Int64>) throws(Failure) -> [(field: String, values: [String])] {
    try query { database in
      let statement = try database.cachedStatement(sql: "SELECT texts FROM text_set WHERE id = ?")
      // Sorted by their bytes, because a reindex changes the numbers.
      let texts = try numbers.compactMap { try String.fetchOne(statement, arguments: [$0]) }
      return try texts.sorted().flatMap { try JSONReader.read(Array($0.utf8)).members ?? [] }
        .map { ($0.key, EntryTexts.texts(of: $0.value)) }
    }
  }
}
