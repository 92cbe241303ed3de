public import LakeStore
public import RankingModel

/// The ranks of all items on some days of a chart. Questions about more than one item are answered from them.
///
/// Items that `same-as` joins are one item. Where an item has two rows on a day, the better rank counts.
public struct ChartRankings: Sendable {
  /// The days of the snapshots, in the order in which these were given.
  public let days: [Day]
  /// The items. A row refers to an item by its index in this list.
  public let items: [ItemID]
  /// The titles. A row refers to a title by its index in this list.
  public let titles: [String]
  private let rows: [RankingRow]
  private let bounds: [Int]

  /// The rankings of the snapshots `published`, which belong to the chart of `merged`.
  init(_ published: some Sequence<SnapshotSummary>, _ merged: MergedItems) throws(Failure) {
    let published = Array(published)
    let read = try merged.reader.rankings(of: merged.chart, published.map(\.number))
    days = published.map(\.day)
    titles = read.titles
    guard merged.joinsItems else {
      (items, rows, bounds) = (read.items, read.rows, read.bounds)
      return
    }
    var places: [ItemID: Int32] = [:]
    var items: [ItemID] = []
    let joined = read.items.map { id in
      let item = merged.item(id)
      if let place = places[item] { return place }
      let place = Int32(items.count)
      places[item] = place
      items.append(item)
      return place
    }
    var rows: [RankingRow] = []
    var bounds = [0]
    for day in days.indices {
      var seen: Set<Int32> = []
      for row in read.rows[read.bounds[day]..<read.bounds[day + 1]] {
        var row = row
        row.item = joined[Int(row.item)]
        if seen.insert(row.item).inserted { rows.append(row) }
      }
      bounds.append(rows.count)
    }
    (self.items, self.rows, self.bounds) = (items, rows, bounds)
  }

  /// The rows of the day at the index `place` of `days`, by rank.
  public func rows(at place: Int) -> ArraySlice<RankingRow> { rows[bounds[place]..<bounds[place + 1]] }

  /// The item of a row.
  public func item(_ row: RankingRow) -> ItemID { items[Int(row.item)] }

  /// The title of a row.
  public func title(_ row: RankingRow) -> String { titles[Int(row.title)] }
}

extension ChartDays {
  /// The rankings of the published days from `first` to `last`; of all where neither is given. `withDayBefore` adds the published
  /// day before `first`.
  func rankings(
    from first: Day? = nil, to last: Day? = nil, withDayBefore: Bool = false, _ merged: MergedItems
  ) throws(Failure) -> ChartRankings {
    var chosen = published.filter { $0.day.isWithin(first, last) }
    if withDayBefore, let first, let before = lastPublished(before: first) { chosen.insert(before, at: 0) }
    return try ChartRankings(chosen, merged)
  }
}
