import History
import JSON
import RankingModel

/// The rows of one chart as a Parquet file.
package enum ParquetExport {
  /// The most rows in a group that is sorted by item, and so in memory. A chart with more of them has several groups, each with all
  /// rows of its items, and its history is read once for each.
  package static let mostSortedRows = 1 << 19

  /// The least rows in a group of whole months: each group has its own dictionaries of titles and ids, so short months are joined.
  package static let leastRows = 10_000

  /// Writes the one chart of `table`.
  ///
  /// - Parameters:
  ///   - isSortedByItem: whether rows are sorted by id, day and rank, in as few groups as `mostSorted` allows, which makes
  ///     a small file; otherwise rows are sorted by day, rank and id, in groups of whole months.
  ///   - version: the version of the program, as the file has it.
  package static func write(
    _ table: ExportTable, isSortedByItem: Bool, mostSorted: Int = mostSortedRows, version: String,
    to write: @escaping ([UInt8]) throws -> Void
  ) async throws {
    var writer = ParquetWriter(
      columns: table.columns.map { ParquetColumn($0.name, $0.kind.parquet, isNullable: !$0.isOwn) },
      metadata: table.charts.first?.rows.metadata ?? [],
      createdBy: "\(DataPackage.program) version \(version)",
      write: write)
    for chart in table.charts {
      if isSortedByItem {
        for items in chart.groups(atMost: mostSorted) {
          try writer.append(values(table, chart.rows, try await sorted(chart.rows, items, table.columns)))
        }
      } else {
        var group: [DayEntry] = []
        for month in chart.rows.months {
          for day in try await chart.rows.days(month) {
            group += day.entries.map { DayEntry(day: day.day, entry: $0) }
          }
          guard group.count >= leastRows || month == chart.rows.months.last else { continue }
          try writer.append(values(table, chart.rows, group))
          group = []
        }
      }
    }
    try writer.finish()
  }

  private struct DayEntry {
    let day: Day
    let entry: Entry
  }

  /// All rows of the items whose ids lie in `items`, with no other fields than `columns`.
  private static func sorted(
    _ rows: ChartRows, _ items: ClosedRange<ItemID>, _ columns: [ExportColumn]
  ) async throws -> [DayEntry] {
    let names = Set(columns.map(\.name))
    var found: [DayEntry] = []
    for month in rows.months {
      for day in try await rows.days(month) {
        for entry in day.entries where items.contains(entry.id) {
          let fields = entry.fields.filter { names.contains($0.key) }
          let entry = Entry(rank: entry.rank, id: entry.id, title: entry.title, fields: fields)
          found.append(DayEntry(day: day.day, entry: entry))
        }
      }
    }
    return found.sorted { ($0.entry.id, $0.day, $0.entry.rank) < ($1.entry.id, $1.day, $1.entry.rank) }
  }

  private static func values(_ table: ExportTable, _ rows: ChartRows, _ entries: [DayEntry])
    -> [ParquetValues]
  {
    table.columns.map { column in
      let value = { (row: DayEntry) in column.value(rows.chart, row.day, row.entry) }
      return switch column.kind.parquet {
      case .date: .dates(entries.map { Int32($0.day.number) })
      case .integer: .integers(entries.map { value($0).integer })
      case .decimal: .decimals(entries.map { value($0).number })
      case .boolean: .booleans(entries.map { value($0).bool })
      case .text: .texts(entries.map { value($0).asText })
      }
    }
  }
}

extension ValueKind {
  fileprivate var parquet: ParquetColumn.Kind {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .decimal: .decimal
    case .date: .date
    case .nothing, .text, .list, .object, .mixed: .text
    }
  }
}

extension ChartRows {
  /// What the file says of the chart, by key: what there is of it.
  fileprivate var metadata: [(key: String, value: String)] {
    let cadence = cadence.json.asText
    return [
      ("chart", chart.description), ("title", title), ("item", item.one), ("cadence", cadence),
      ("name", dataset.name), ("description", dataset.description), ("licence", dataset.licence),
      ("attribution", dataset.attribution), ("homepage", dataset.homepage),
    ].compactMap { key, value in value.map { (key: key, value: $0) } }
  }
}

extension ScannedChart {
  /// The ids of all items, in order, in groups of items with together at most `limit` rows; an item with more is a group.
  func groups(atMost limit: Int) -> [ClosedRange<ItemID>] {
    var groups: [(items: ClosedRange<ItemID>, rows: Int)] = []
    for (item, rows) in itemRows.sorted(by: { $0.key < $1.key }) {
      if let last = groups.last, last.rows + rows <= limit {
        groups[groups.count - 1] = (last.items.lowerBound...item, last.rows + rows)
      } else {
        groups.append((item...item, rows))
      }
    }
    return groups.map(\.items)
  }
}
