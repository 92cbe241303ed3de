import Exports
import JSON
import RankingModel

/// Writes a table as CSV (RFC 4180).
enum CSVText {
  /// `table` with its column keys as header.
  ///
  /// - Parameters:
  ///   - isRaw: whether texts are written unchanged, even texts that a spreadsheet would run as a formula; see `CSVLine`.
  ///   - hasHeader: whether the header is written.
  static func text(_ table: Table, isRaw: Bool, hasHeader: Bool = true) -> String {
    (hasHeader ? CSVLine.text(names: table.columns.map(\.key)) : "")
      + table.rows.map { row in CSVLine.text(row.map(\.value), isRaw: isRaw) }.joined()
  }
}
