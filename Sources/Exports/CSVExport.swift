import History
import RankingModel

/// Rows as CSV (RFC 4180), in the order of chart, day, rank and id.
package enum CSVExport {
  /// Writes `table` with a header. Memory holds one month at a time. A list becomes one field with `; ` between its elements.
  ///
  /// - Parameter isRaw: whether texts are written as they are; see `CSVLine`.
  package static func write(
    _ table: ExportTable, isRaw: Bool, to write: ([UInt8]) throws -> Void
  ) async throws -> RowTally {
    try write(Array(CSVLine.text(names: table.columns.map(\.name)).utf8))
    var tally = RowTally()
    for chart in table.charts {
      try await chart.read(counting: &tally) { days in
        for day in days {
          var text = ""
          for entry in day.entries {
            let values = table.columns.map { $0.value(chart.chart, day, entry) }
            text += CSVLine.text(values, isRaw: isRaw)
          }
          try write(Array(text.utf8))
        }
      }
    }
    return tally
  }
}
