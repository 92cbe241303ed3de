import HTTPFetch
import JSON
import Jobs

/// The places of rows in the bytes of a document.
extension ListDocument {
  /// The bytes of the row at `place`, one of the places that came with the rows. `nil` where rows are made of several pieces of
  /// the document, or where the rows of a table cannot be told apart without the parser.
  ///
  /// - Parameter count: the number of rows that the document has.
  package func range(ofRowAt place: Int, among count: Int) -> Range<Int>? {
    switch format {
    case .json: plainPointer == nil ? nil : try? JSONReader.range(of: bytes, at: place)
    case .jsonLines: place..<end(ofLineAt: place)
    case .csv, .tsv: rangeOfTableRow(place, among: count)
    }
  }

  /// The bytes of the row numbered `number` from 0; `nil` where this method finds another number of rows than the parser's
  /// `count`.
  private func rangeOfTableRow(_ number: Int, among count: Int) -> Range<Int>? {
    var records: [Range<Int>] = []
    var start = ListDocument.withoutMark(bytes).startIndex
    while start < bytes.count {
      let record = record(at: start)
      if !record.range.isEmpty { records.append(record.range) }
      start = record.next
    }
    // The first record has the names of the columns.
    return records.count == count + 1 && number < count ? records[number + 1] : nil
  }

  /// The record of a table that starts at `start`: its bytes without the line end, the start of the next record, and whether its
  /// quotation marks have pairs. `cell` receives the number and the place of each value.
  func record(
    at start: Int, _ cell: (Int, Range<Int>) -> Void = { _, _ in }
  ) -> (range: Range<Int>, next: Int, isWhole: Bool) {
    let delimiter = format == .tsv ? 0x09 : extraction.delimiter.asciiValue ?? 0x2C
    var (place, first, column, isQuoted) = (start, start, 0, false)
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted, byte == delimiter {
        cell(column, first..<place)
        (first, column) = (place + 1, column + 1)
      } else if !isQuoted, byte == 0x0A || byte == 0x0D {
        break
      }
      place += 1
    }
    cell(column, first..<place)
    let isPair = bytes[place...].starts(with: [0x0D, 0x0A])
    return (start..<place, min(place + (isPair ? 2 : 1), bytes.count), !isQuoted)
  }

  /// The text of the table's value at `place`.
  func text(ofCell place: Range<Int>) -> String {
    let text = String(decoding: bytes[place], as: UTF8.self).trimmed
    guard text.utf8.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return text.dropFirst().dropLast().replacing("\"\"", with: "\"").trimmed
  }
}
