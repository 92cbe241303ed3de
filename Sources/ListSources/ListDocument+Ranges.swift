import JSON
import Jobs

/// Where the text of a row stands.
extension ListDocument {
  /// The bytes of the row at a place that came with it; `nil` where rows are made of more than one piece of the document.
  package func range(ofRowAt place: Int) -> Range<Int>? {
    switch format {
    case .json: plainPointer == nil ? nil : try? JSONReader.range(of: bytes, at: place)
    case .jsonLines: place..<end(ofLineAt: place)
    case .csv, .tsv: rangeOfTableRow(place)
    }
  }

  /// The bytes of the row numbered `number` from 0; `nil` where the rows cannot be told apart without a table's parser.
  private func rangeOfTableRow(_ number: Int) -> Range<Int>? {
    var lines: [Range<Int>] = []
    var start = ListDocument.withoutMark(bytes).startIndex
    var isQuoted = false
    for position in start...bytes.count {
      let byte = position < bytes.count ? bytes[position] : UInt8(ascii: "\n")
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard byte == UInt8(ascii: "\n"), !isQuoted else { continue }
      let hasReturn = position > start && bytes[position - 1] == UInt8(ascii: "\r")
      let line = start..<(hasReturn ? position - 1 : position)
      if !line.isEmpty { lines.append(line) }
      start = position + 1
    }
    // The first line has the names of the columns.
    guard let rows = try? tableRows().count, lines.count == rows + 1, number < rows else { return nil }
    return lines[number + 1]
  }
}
