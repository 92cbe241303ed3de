package import History
import JSON
package import RankingModel

/// What is exported: rows of one or several charts under the same columns.
package struct ExportTable: Sendable {
  /// The charts, by name.
  package let charts: [ScannedChart]
  /// The columns, in their order.
  package let columns: [ExportColumn]

  /// The rows of `charts` under the columns `names`: under their own five and the measures where none is named, under these and
  /// every other field, by name, where the one name is `all`. A field that one of the charts lacks is null in its rows.
  package init(_ charts: [ScannedChart], columns names: [String]) {
    self.charts = charts
    let own = ExportColumn.own.map(\.name)
    let usual = Self.unique(own + charts.flatMap(\.rows.measures))
    let chosen =
      switch names {
      case []: usual
      case ["all"]: usual + Set(charts.flatMap(\.kinds.keys)).subtracting(usual).sorted()
      default: names
      }
    columns = chosen.map { name in
      ExportColumn.own.first { $0.name == name }
        ?? ExportColumn(
          name: name,
          kind: charts.reduce(.nothing) { kind, chart in kind.joined(with: chart.kinds[name] ?? .nothing) })
    }
  }

  /// How many rows there are.
  package var rowCount: Int { charts.reduce(0) { $0 + $1.rowCount } }

  /// The names of the columns that tell each row from all others; empty where some do not.
  package var key: [String] {
    let names = ["chart", "day", "rank", "id"]
    let isKey = names.allSatisfy { columns.map(\.name).contains($0) } && charts.allSatisfy(\.hasKey)
    return isKey ? names : []
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

/// A chart whose rows were all read once, to know what their values are before the first is written.
package struct ScannedChart: Sendable {
  /// The rows.
  package let rows: ChartRows
  /// What the values of each field are.
  package private(set) var kinds: [String: ValueKind] = [:]
  /// How many rows each item has.
  package private(set) var itemRows: [ItemID: Int] = [:]
  /// How many rows there are.
  package private(set) var rowCount = 0
  /// Whether no two rows of a day have the same rank and id.
  package private(set) var hasKey = true

  /// Reads all of `rows`, a month at a time.
  ///
  /// - Throws: what reading them throws.
  package init(_ rows: ChartRows) async throws {
    self.rows = rows
    for month in rows.months {
      for day in try await rows.days(month) { add(day.entries) }
    }
  }

  private mutating func add(_ entries: [Entry]) {
    rowCount += entries.count
    for entry in entries {
      itemRows[entry.id, default: 0] += 1
      for field in entry.fields {
        let kind = ValueKind(of: field.value)
        guard let known = kinds[field.key] else {
          kinds[field.key] = kind
          continue
        }
        if known != kind { kinds[field.key] = known.joined(with: kind) }
      }
    }
    // The rows of a day are sorted by rank, then by id.
    for (entry, next) in zip(entries, entries.dropFirst())
    where (entry.rank, entry.id) == (next.rank, next.id) {
      hasKey = false
    }
  }
}
