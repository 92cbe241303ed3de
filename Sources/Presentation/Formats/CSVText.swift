import JSON
import RankingModel

/// Writes a table as CSV (RFC 4180).
enum CSVText {
  /// `table` with its column keys as header.
  ///
  /// - Parameter isRaw: whether texts stand as they are; see `CSVLine`.
  static func text(_ table: Table, isRaw: Bool) -> String {
    CSVLine.text(names: table.columns.map(\.key))
      + table.rows.map { row in CSVLine.text(row.map(\.value), isRaw: isRaw) }.joined()
  }
}
