package import History
import JSON
package import RankingModel

/// What is exported: rows of one or several charts under the same columns.
package struct ExportTable: Sendable {
  /// The charts, by name.
  package let charts: [ChartRows]
  /// The columns, in their order.
  package let columns: [ExportColumn]

  /// The rows of `chart` under `columns`.
  package init(_ chart: ChartRows, columns: [ExportColumn]) { (charts, self.columns) = ([chart], columns) }

  /// The rows of `charts` under the columns `names`. Without names these are the five columns of every row, then the measures.
  /// The single name `all` adds every other field, in the order of names. A field that a chart lacks is null in its rows.
  package init(_ charts: [ExportChart], columns names: [String]) {
    self.charts = charts.map(\.rows)
    let own = ExportColumn.own.map(\.name)
    let usual = DataPackage.unique(own + charts.flatMap(\.rows.measures), by: \.self)
    let chosen =
      switch names {
      case []: usual
      case ["all"]: usual + Set(charts.flatMap(\.kinds.keys)).subtracting(usual).sorted()
      default: names
      }
    columns = chosen.map { name in
      ExportColumn.own.first { $0.name == name }
        ?? ExportColumn(
          field: name,
          charts.reduce(.nothing) { kind, chart in kind.joined(with: chart.kinds[name] ?? .nothing) })
    }
  }

  /// The names of the columns that identify a row; empty where no columns do.
  func key(_ tally: RowTally) -> [String] {
    let names = ["chart", "day", "rank", "id"]
    let isKey = tally.hasKey && names.allSatisfy { columns.map(\.name).contains($0) }
    return isKey ? names : []
  }
}

/// A chart to export, with the kinds of its fields.
package struct ExportChart: Sendable {
  /// The rows.
  package let rows: ChartRows
  /// The kind of each known field, by the field's name.
  package private(set) var kinds: [String: ValueKind]

  /// A chart whose measures alone are known so far, with the kinds that its job file declares.
  package init(_ rows: ChartRows, declared: [String: ValueKind]) {
    self.rows = rows
    kinds = Dictionary(
      rows.measures.map { ($0, ValueKind(ofMeasure: declared[$0])) }, uniquingKeysWith: { $1 })
  }

  /// Reads all rows to find the kind of every other field.
  ///
  /// - Throws: what reading the rows throws.
  package mutating func scan() async throws {
    let measures = Set(rows.measures)
    for month in rows.months {
      for entry in try await rows.days(month).flatMap(\.entries) {
        for field in entry.fields where !measures.contains(field.key) {
          let kind = ValueKind(of: field.value)
          let known = kinds[field.key]
          if known != kind { kinds[field.key] = known?.joined(with: kind) ?? kind }
        }
      }
    }
  }
}

/// Counts of rows, taken while the rows are written.
package struct RowTally: Sendable {
  /// How many there are.
  package private(set) var rows = 0
  /// Whether no two rows of a day have the same rank and id.
  package private(set) var hasKey = true
  /// How many values did not fit their column and were written as null, by the column's name.
  package internal(set) var misfits: [String: Int] = [:]

  /// Counts of no rows.
  package init() {}

  /// Counts the rows of one day.
  package mutating func add(_ entries: [Entry]) {
    rows += entries.count
    // The rows of a day are sorted by rank, then by id.
    for (entry, next) in zip(entries, entries.dropFirst())
    where (entry.rank, entry.id) == (next.rank, next.id) {
      hasKey = false
    }
  }
}

extension ChartRows {
  /// Passes all days to `take`, one month at a time, and counts their rows in `tally`.
  func read(counting tally: inout RowTally, _ take: ([PublishedDay]) throws -> Void) async throws {
    for month in months {
      let days = try await days(month)
      for day in days { tally.add(day.entries) }
      try take(days)
    }
  }
}
