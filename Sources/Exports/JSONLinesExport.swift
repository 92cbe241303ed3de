package import History
import JSON
package import RankingModel

/// Rows as JSON Lines: one object a row, its members in the order of the columns, null where an entry lacks a field.
///
/// In a folder each day has a file, `day=2026-05-01/<chart>.jsonl`. DuckDB and Spark take `day` from the name of the folder and
/// read only the folders that a question needs. Each row has its day as well, for Polars, pandas and readers of a single file.
/// DuckDB and Spark use the day in the folder's name, which is the same.
package enum JSONLinesExport {
  /// The name of the folder of `day`.
  package static func folder(of day: Day) -> String { "day=\(day)" }

  /// The day whose folder is called `name`; `nil` where the name is not that of a day.
  package static func day(ofFolder name: String) -> Day? {
    name.hasPrefix("day=") ? Day(String(name.dropFirst(4))) : nil
  }

  /// Passes the lines of each day of `table` to `write`, by chart and day. Memory holds one month at a time.
  package static func write(
    _ table: ExportTable, to write: (ChartName, Day, [UInt8]) throws -> Void
  ) async throws -> RowTally {
    var tally = RowTally()
    for chart in table.charts {
      try await chart.read(counting: &tally) { days in
        for day in days { try write(chart.chart, day.day, lines(of: day, chart.chart, table.columns)) }
      }
    }
    return tally
  }

  /// The lines of one day.
  package static func lines(
    of day: ChartRows.PublishedDay, _ chart: ChartName, _ columns: [ExportColumn]
  ) -> [UInt8] {
    var lines: [UInt8] = []
    for entry in day.entries {
      var separator = UInt8(ascii: "{")
      for column in columns {
        CanonicalJSON.appendMember(
          column.name, column.value(chart, day, entry), after: &separator, to: &lines)
      }
      lines += Array("}\n".utf8)
    }
    return lines
  }
}
