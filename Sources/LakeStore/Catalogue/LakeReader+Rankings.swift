import Foundation
import GRDB
public import RankingModel

/// A row of a ranking: which item stood where, under which title. In `Rankings` the item and the title are places in its lists.
public struct RankingRow: Sendable, Hashable {
  /// The item.
  public var item: Int32
  /// The title.
  public var title: Int32
  /// The rank.
  public var rank: Int

  /// `nil` where a number cannot be one of the catalogue.
  init?(item: Int64, rank: Int64, title: Int64) {
    guard let item = Int32(exactly: item), let title = Int32(exactly: title), item >= 0, title >= 0 else {
      return nil
    }
    (self.item, self.title, self.rank) = (item, title, Int(rank))
  }
}

/// Who stood where on some snapshots of a chart. Of an id that a snapshot has twice it has the better rank.
public struct Rankings: Sendable {
  /// The items, under the ids of the source.
  public var items: [ItemID] = []
  /// The titles that the items have had.
  public var titles: [String] = []
  /// The rows of all snapshots, in the order that was asked for; those of one stand by rank.
  public var rows: [RankingRow] = []
  /// Where the rows of each snapshot begin, and at last where the rows end.
  public var bounds: [Int] = [0]
}

extension LakeReader {
  /// Who stood where on the published snapshots numbered `snapshots` of `chart`, in that order. A snapshot of no entries has no
  /// rows.
  ///
  /// - Throws: `damaged` where the entries of a published day of the chart are lost.
  public func rankings(of chart: ChartName, _ snapshots: [Int64]) throws(Failure) -> Rankings {
    try query { database in
      try LakeReader.requireWhole(chart, database)
      var rankings = Rankings()
      let chartNumber = try Int64.fetchOne(
        database, sql: "SELECT id FROM chart WHERE name = ?", arguments: [chart.description])
      let items = try rankings.readItems(of: chartNumber, database)
      let titles = try rankings.readTitles(of: chartNumber, database)
      let statement = try database.cachedStatement(sql: "SELECT placements FROM snapshot WHERE id = ?")
      for snapshot in snapshots {
        let isSound = try Row.fetchOne(statement, arguments: [snapshot])?.withUnsafeData(atIndex: 0) { data in
          data.map { data in data.withUnsafeBytes { PackedRanking.append($0, to: &rankings.rows) } } ?? true
        }
        guard isSound != false else { throw LakeReader.unreadableRanking }
        rankings.bounds.append(rankings.rows.count)
      }
      for index in rankings.rows.indices {
        let row = rankings.rows[index]
        guard let item = items.place(of: row.item), let title = titles.place(of: row.title) else {
          throw LakeReader.unreadableRanking
        }
        (rankings.rows[index].item, rankings.rows[index].title) = (item, title)
      }
      return rankings
    }
  }

  private static var unreadableRanking: Failure {
    Failure(.damaged, "the catalogue has a ranking that cannot be read", remedy: .remakeCatalogue)
  }
}

/// The places in a list of what has certain numbers in the catalogue.
private struct Places {
  private var places: [Int32] = []
  private var first: Int64 = 0

  /// The places of `numbers`, which rise.
  init(_ numbers: [Int64]) {
    guard let first = numbers.first, let last = numbers.last else { return }
    self.first = first
    places = Array(repeating: -1, count: Int(last - first) + 1)
    for (place, number) in numbers.enumerated() { places[Int(number - first)] = Int32(place) }
  }

  func place(of number: Int32) -> Int32? {
    let index = Int64(number) - first
    guard index >= 0, index < places.count, places[Int(index)] >= 0 else { return nil }
    return places[Int(index)]
  }
}

extension Rankings {
  fileprivate mutating func readItems(of chart: Int64?, _ database: Database) throws -> Places {
    var numbers: [Int64] = []
    let rows = try Row.fetchCursor(
      database, sql: "SELECT id, name FROM item WHERE chart = ? ORDER BY id", arguments: [chart])
    while let row = try rows.next() {
      numbers.append(row[0])
      items.append(ItemID(row[1]))
    }
    return Places(numbers)
  }

  fileprivate mutating func readTitles(of chart: Int64?, _ database: Database) throws -> Places {
    var numbers: [Int64] = []
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, text FROM title
        WHERE id IN (SELECT title FROM item_title WHERE item IN (SELECT id FROM item WHERE chart = ?)) ORDER BY id
        """, arguments: [chart])
    while let row = try rows.next() {
      numbers.append(row[0])
      titles.append(row[1])
    }
    return Places(numbers)
  }
}
