package import History
import JSON
import RankingModel

/// The rows of one chart as a Parquet file.
package enum ParquetExport {
  /// How many rows can be sorted by item in memory. A chart with more rows has several groups, each with all rows of its items,
  /// and the chart is read once more for each group.
  package static let mostSortedRows = 1 << 19

  /// The minimum of rows in a group of months. Each group has its own dictionaries of titles and ids, so short months are joined.
  package static let leastRows = 10_000

  /// Writes `table`, which has one chart.
  ///
  /// - Parameters:
  ///   - isSortedByItem: whether rows are sorted by id, day and rank, in as few groups as `mostSorted` allows, which makes a
  ///     small file. Otherwise rows are sorted by day, rank and id, in groups of whole months.
  ///   - version: the version of the program, which the file names as its creator.
  package static func write(
    _ table: ExportTable, isSortedByItem: Bool, mostSorted: Int = mostSortedRows, version: String,
    to write: @escaping ([UInt8]) throws -> Void
  ) async throws -> RowTally {
    var tally = RowTally()
    for chart in table.charts {
      var file = ParquetRows(chart, columns: table.columns, version: version, write: write)
      if isSortedByItem {
        var sorted = RowsByItem(columns: table.columns, most: mostSorted)
        try await chart.read(counting: &tally) { sorted.add($0) }
        try await sorted.write(chart, to: &file)
      } else {
        var group: [DayRow] = []
        try await chart.read(counting: &tally) { days in
          group += days.flatMap(DayRow.rows)
          guard group.count >= leastRows else { return }
          try file.append(group)
          group = []
        }
        try file.append(group)
      }
      try file.finish()
      tally.misfits.merge(file.misfits, uniquingKeysWith: +)
    }
    return tally
  }
}

/// An entry with its day. The day itself is stored without its entries.
package struct DayRow {
  let day: ChartRows.PublishedDay
  let entry: Entry

  /// The rows of `day`.
  package static func rows(of day: ChartRows.PublishedDay) -> [DayRow] {
    var bare = day
    bare.entries = []
    return day.entries.map { DayRow(day: bare, entry: $0) }
  }
}

/// A Parquet file of one chart, while it is being written.
package struct ParquetRows {
  private let chart: ChartRows
  private let columns: [ExportColumn]
  private var writer: ParquetWriter
  /// How many values did not fit their column and were written as null, by the column's name.
  package private(set) var misfits: [String: Int] = [:]

  /// A file for rows of `chart` under `columns`, without any rows yet.
  ///
  /// - Parameters:
  ///   - version: the version of the program, which the file names as its creator.
  ///   - write: takes the next bytes of the file.
  package init(
    _ chart: ChartRows, columns: [ExportColumn], version: String,
    write: @escaping ([UInt8]) throws -> Void
  ) {
    (self.chart, self.columns) = (chart, columns)
    writer = ParquetWriter(
      columns: columns.map { ParquetColumn($0.name, $0.kind.parquet, isNullable: !$0.isOwn) },
      metadata: chart.metadata, createdBy: "\(DataPackage.program) version \(version)", write: write)
  }

  /// Writes `rows` as one group.
  package mutating func append(_ rows: [DayRow]) throws {
    try writer.append(columns.map { values($0, rows) })
  }

  /// Ends the file.
  package mutating func finish() throws { try writer.finish() }

  private mutating func values(_ column: ExportColumn, _ rows: [DayRow]) -> ParquetValues {
    func all<Value>(_ convert: (JSONValue) -> Value?) -> [Value?] {
      rows.map { row in
        let value = column.value(chart.chart, row.day, row.entry)
        let converted = convert(value)
        if converted == nil, value != .null { misfits[column.name, default: 0] += 1 }
        return converted
      }
    }
    return switch column.kind.parquet {
    case .date: .dates(rows.map { Int32($0.day.day.number) })
    case .instant: .instants(rows.map { $0.day.recordedAt.microseconds })
    case .integer: .integers(all(\.integer))
    case .decimal: .decimals(all(\.number))
    case .boolean: .booleans(all(\.bool))
    case .text: .texts(all(\.asText))
    }
  }
}

/// Rows to be sorted by item. Up to `most` rows are kept in memory; beyond that only the number of rows of each item is kept.
package struct RowsByItem {
  private let fields: Set<String>
  private let most: Int
  private var kept: [DayRow] = []
  private var counts: [ItemID: Int] = [:]
  private var total = 0

  /// A collection without rows. It keeps only the fields of entries that `columns` show.
  package init(columns: [ExportColumn], most: Int = ParquetExport.mostSortedRows) {
    (fields, self.most) = (Set(columns.compactMap(\.field)), most)
  }

  /// Takes the rows of `days`.
  package mutating func add(_ days: [ChartRows.PublishedDay]) {
    for day in days {
      total += day.entries.count
      for entry in day.entries { counts[entry.id, default: 0] += 1 }
      if total > most { kept = [] } else { kept += rows(of: day, nil) }
    }
  }

  /// Writes all rows to `file`, in groups of whole items. Rows that were not kept are read from `chart` again.
  package func write(_ chart: ChartRows, to file: inout ParquetRows) async throws {
    guard total > most else { return try file.append(RowsByItem.sorted(kept)) }
    for items in RowsByItem.groups(counts, atMost: most) {
      var found: [DayRow] = []
      for month in chart.months {
        for day in try await chart.days(month) { found += rows(of: day, items) }
      }
      try file.append(RowsByItem.sorted(found))
    }
  }

  /// The rows of `day` whose ids lie in `items`, or all rows of `day` where that is `nil`.
  private func rows(of day: ChartRows.PublishedDay, _ items: ClosedRange<ItemID>?) -> [DayRow] {
    var day = day
    day.entries = day.entries.filter { items?.contains($0.id) ?? true }.map { entry in
      let fields = entry.fields.filter { self.fields.contains($0.key) }
      return Entry(rank: entry.rank, id: entry.id, title: entry.title, fields: fields)
    }
    return DayRow.rows(of: day)
  }

  private static func sorted(_ rows: [DayRow]) -> [DayRow] {
    rows.sorted { ($0.entry.id, $0.day.day, $0.entry.rank) < ($1.entry.id, $1.day.day, $1.entry.rank) }
  }

  /// Divides all items, in the order of ids, into ranges with at most `limit` rows each. An item with more is a range of its own.
  static func groups(_ counts: [ItemID: Int], atMost limit: Int) -> [ClosedRange<ItemID>] {
    var groups: [(items: ClosedRange<ItemID>, rows: Int)] = []
    for (item, rows) in counts.sorted(by: { $0.key < $1.key }) {
      if let last = groups.last, last.rows + rows <= limit {
        groups[groups.count - 1] = (last.items.lowerBound...item, last.rows + rows)
      } else {
        groups.append((item...item, rows))
      }
    }
    return groups.map(\.items)
  }
}

extension ValueKind {
  fileprivate var parquet: ParquetColumn.Kind {
    switch self {
    case .boolean: .boolean
    case .integer: .integer
    case .decimal: .decimal
    case .date: .date
    case .instant: .instant
    case .nothing, .text, .list, .object, .mixed: .text
    }
  }
}

extension ChartRows {
  /// The file's key-value metadata: the facts about the chart that are known.
  fileprivate var metadata: [(key: String, value: String)] {
    let cadence = cadence.json.asText
    return [
      ("chart", chart.description), ("title", title), ("item", item.one), ("cadence", cadence),
      ("name", dataset.name), ("description", dataset.description), ("licence", dataset.licence),
      ("attribution", dataset.attribution), ("homepage", dataset.homepage),
    ].compactMap { key, value in value.map { (key: key, value: $0) } }
  }
}
