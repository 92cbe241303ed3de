import GRDB
public import RankingModel

extension LakeReader {
  /// Those of `items` that have had more than one title on `chart`.
  public func retitledItems(
    among items: some Sequence<ItemID> & Sendable, of chart: ChartName
  ) throws(Failure) -> Set<ItemID> {
    try query { database in
      let statement = try database.cachedStatement(
        sql: """
          SELECT count(*) FROM chart JOIN item ON item.chart = chart.id JOIN item_title ON item_title.item = item.id
          WHERE chart.name = ? AND item.name = ?
          """)
      return Set(
        try items.filter { item in
          let count = try Int.fetchOne(statement, arguments: [chart.description, item.description])
          return (count ?? 0) > 1
        })
    }
  }

  /// The instants at which snapshots of `chart` were accepted, rejected or withdrawn, by their days.
  public func instantsOfVerdicts(on chart: ChartName) throws(Failure) -> [Day: [Instant]] {
    try query { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT day, decided_at FROM decision
          WHERE chart = (SELECT id FROM chart WHERE name = ?) AND decision IN ('accept', 'reject', 'withdraw')
          """, arguments: [chart.description])
      var instants: [Day: [Instant]] = [:]
      while let row = try rows.next() {
        guard let day = Day(row[0] as String), let instant = Instant(row[1] as String) else {
          throw Failure(
            .damaged, "the catalogue has a decision that cannot be read", remedy: .remakeCatalogue)
        }
        instants[day, default: []].append(instant)
      }
      return instants
    }
  }
}
