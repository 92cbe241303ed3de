import GRDB
public import RankingModel

/// A row of a ranking: an item, its title and its rank. In `Rankings` the item and the title are indices into its lists.
public struct RankingRow: Sendable, Hashable {
  /// The item.
  public var item: Int32
  /// The title.
  public var title: Int32
  /// The rank.
  public var rank: Int

  /// `nil` where a number cannot be one of the catalogue.
  init?(item: Int64, rank: Int64, title: Int64) {
    let numbers = 0...Int64(Int32.max)
    guard numbers.contains(item), numbers.contains(title) else { return nil }
    self.item = Int32(truncatingIfNeeded: item)
    self.title = Int32(truncatingIfNeeded: title)
    self.rank = Int(rank)
  }
}

/// The ranks of items on some snapshots of a chart. An id that a snapshot has twice has its better rank.
public struct Rankings: Sendable {
  /// The items, under the ids of the source.
  public var items: [ItemID] = []
  /// The titles that the items have had.
  public var titles: [String] = []
  /// The rows of all snapshots, in the order in which these were asked for. The rows of one snapshot are in the order of ranks.
  public var rows: [RankingRow] = []
  /// The index at which the rows of each snapshot begin, and last the number of all rows.
  public var bounds: [Int] = [0]
}

extension LakeReader {
  /// The ranks of items on the published snapshots of `chart` with the numbers `snapshots`, in that order. A snapshot without
  /// entries has no rows.
  ///
  /// - Throws: `damaged` where the entries of a published day of the chart are lost.
  public func rankings(of chart: ChartName, _ snapshots: [Int64]) throws(Failure) -> Rankings {
    try rankings(of: chart, snapshots) {
      Rankings(items: $0, titles: $1)
    } adding: { rankings, rows in
      rankings.rows += rows
      rankings.bounds.append(rankings.rows.count)
    }
  }

  /// Builds a result from the published snapshots of `chart` with the numbers `snapshots`, one after another. `beginning` makes
  /// it from the items and the titles, and `adding` adds the rows of one snapshot. Memory holds the rows of one snapshot at a
  /// time.
  ///
  /// - Throws: `damaged` where the entries of a published day of the chart are lost.
  public func rankings<Result: Sendable>(
    of chart: ChartName, _ snapshots: [Int64],
    beginning: @Sendable (_ items: [ItemID], _ titles: [String]) -> Result,
    adding: @Sendable (inout Result, [RankingRow]) -> Void
  ) throws(Failure) -> Result {
    try query { database in
      try LakeReader.requireWhole(chart, database)
      let chartNumber = try Int64.fetchOne(
        database, sql: "SELECT id FROM chart WHERE name = ?", arguments: [chart.description])
      let items = try Names(
        database, of: chartNumber, sql: "SELECT id, name FROM item WHERE chart = ? ORDER BY id")
      let titles = try Names(
        database, of: chartNumber,
        sql: """
          SELECT id, text FROM title
          WHERE id IN (SELECT title FROM item_title WHERE item IN (SELECT id FROM item WHERE chart = ?)) ORDER BY id
          """)
      var result = beginning(items.names.map { ItemID($0) }, titles.names)
      var placements = NumberedRows(
        try database.cachedStatement(
          sql: "SELECT snapshot, packed FROM placement WHERE snapshot >= ? ORDER BY snapshot"))
      var rows: [RankingRow] = []
      for snapshot in snapshots {
        rows.removeAll(keepingCapacity: true)
        let isSound = try placements.row(snapshot) { columns in
          columns.withBytes(1) { PackedRanking.append($0, to: &rows) }
        }
        guard isSound != false else { throw LakeReader.unreadableRanking }
        try rows.withUnsafeMutableBufferPointer { rows in
          for index in rows.indices {
            guard let item = items.place(of: rows[index].item),
              let title = titles.place(of: rows[index].title)
            else {
              throw LakeReader.unreadableRanking
            }
            (rows[index].item, rows[index].title) = (item, title)
          }
        }
        adding(&result, rows)
      }
      return result
    }
  }

  private static var unreadableRanking: Failure {
    Failure(.damaged, "the catalogue has a ranking that cannot be read", remedy: .remakeCatalogue)
  }
}

/// Names in the catalogue, and the index of each name by its number in the catalogue.
private struct Names {
  private(set) var names: [String] = []
  private var places: [Int32] = []
  private var first: Int64 = 0

  /// The names of `chart`. `sql` selects them after their numbers, in the order of the numbers.
  init(_ database: Database, of chart: Int64?, sql: String) throws {
    var numbers: [Int64] = []
    try database.makeStatement(sql: sql).forEachRow([chart]) { columns in
      numbers.append(columns.integer(0))
      names.append(columns.text(1) ?? "")
    }
    guard let first = numbers.first, let last = numbers.last else { return }
    self.first = first
    places = Array(repeating: -1, count: Int(last - first) + 1)
    for (place, number) in numbers.enumerated() { places[Int(number - first)] = Int32(place) }
  }

  @inline(__always)
  func place(of number: Int32) -> Int32? {
    let index = Int(Int64(number) - first)
    guard places.indices.contains(index) else { return nil }
    let place = places[index]
    return place < 0 ? nil : place
  }
}
