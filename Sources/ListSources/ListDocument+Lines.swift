import HTTPFetch
import JSON
import Jobs
import RankingModel
import SwiftCSV

/// Lists with one row per line.
extension ListDocument {
  /// Reports the rows of JSON Lines. Blank lines are skipped.
  func lines(_ receive: (Event) -> Void) throws(TransformError) -> Rereading {
    if let unusable = unusable(expected: "JSON Lines") { throw unusable }
    receive(.start)
    var first: String?
    var hasRow = false
    var count = 0
    var start = ListDocument.withoutMark(bytes).startIndex
    var number = 1
    while start < bytes.count {
      let end = self.end(ofLineAt: start)
      if bytes[start..<end].contains(where: { $0 > 0x20 }) {
        count += 1
        guard count <= ListDocument.limits.elements else { throw ListDocument.tooManyRows }
        let row = line(start..<end, number)
        switch row {
        case .value(let value):
          first = first ?? "is \(value.kind)"
          hasRow = hasRow || value.isRow
        case .broken(let problem): first = first ?? problem
        }
        receive(.row(row, place: start))
      }
      start = end + 1
      number += 1
    }
    if let first, !hasRow {
      throw TransformError(.noRows, "no line holds a JSON object: the first row \(first)")
    }
    return { [self] place in line(place..<end(ofLineAt: place), nil) }
  }

  /// `bytes` without a byte order mark at the start.
  static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
  }

  func end(ofLineAt start: Int) -> Int {
    bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  /// The row in `range`, on line `number` if that is known.
  private func line(_ range: Range<Int>, _ number: Int?) -> ListRow {
    do throws(JSONError) {
      return .value(try JSONReader.read(Array(bytes[range]), limits: ListDocument.limits))
    } catch {
      let number = number ?? bytes[..<range.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
      return .broken("is not JSON: \(error.problem) at line \(number), column \(error.column)")
    }
  }

  // MARK: Tables

  /// The rows of CSV or TSV: objects with names from the first line, and with texts as values.
  func tableRows() throws(TransformError) -> [ListRow] {
    let text = try tableText()
    let delimiter: CSVDelimiter = format == .tsv ? .tab : .character(extraction.delimiter)
    var names: [String] = []
    var rows: [ListRow] = []
    var isExcessive = false
    do {
      // The parser reads only the header into its own table, so that the rows are not held twice.
      let table = try EnumeratedCSV(string: text, delimiter: delimiter, loadColumns: false, rowLimit: 0)
      try table.enumerateAsArray(startAt: 0, rowLimit: nil) { values in
        guard !isExcessive, values != [""] else { return }
        if names.isEmpty { return names = ListDocument.columns(values) }
        isExcessive =
          rows.count >= ListDocument.limits.elements
          || (rows.count + 1) * names.count > ListDocument.mostValues
        rows.append(ListDocument.row(values, names))
      }
    } catch {
      let place = rows.isEmpty ? "in its first lines" : "after row \(rows.count)"
      throw TransformError(.notTable, "not \(kind): a value contains an unescaped quotation mark, \(place)")
    }
    if isExcessive || names.count > ListDocument.mostColumns {
      throw TransformError(
        .excess,
        "too much for a list: \(kind) with \(names.count) columns and \(isExcessive ? "more than " : "")"
          + "\(rows.count) rows")
    }
    return rows
  }

  private static let mostColumns = 10_000

  var kind: String { format.rawValue.uppercased() }

  /// The checked text of a table. A line feed is added, because the parser drops an empty value at the end.
  private func tableText() throws(TransformError) -> String {
    if let unusable = unusable(expected: kind) { throw unusable }
    let sound = ListDocument.withoutMark(bytes)
    if let zero = sound.firstIndex(of: 0) {
      throw TransformError(.notTable, "not \(kind): line \(lineNumber(of: zero)) contains a zero byte")
    }
    guard let text = String(validating: sound, as: UTF8.self) else {
      let lines = sound.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let number = lines.prefix { String(validating: $0, as: UTF8.self) != nil }.count + 1
      throw TransformError(.notTable, "not \(kind): line \(number) is not UTF-8")
    }
    // If a quotation mark is never closed, the parser takes the rest of the text for a part of the value.
    guard sound.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2) else {
      let last = sound.lastIndex(of: UInt8(ascii: "\"")) ?? 0
      throw TransformError(
        .notTable,
        "not \(kind): a quotation mark is not closed; the last one is in line \(lineNumber(of: last))")
    }
    return text + "\n"
  }

  private func lineNumber(of index: Int) -> Int { bytes[..<index].count { $0 == UInt8(ascii: "\n") } + 1 }

  /// The names of the columns. A repeated name gets a number, and a column without a name its position.
  static func columns(_ header: [String]) -> [String] {
    var seen: [String: Int] = [:]
    return header.enumerated().map { index, cell in
      let name = cell.trimmed
      if name.isEmpty { return "column \(index + 1)" }
      seen[name, default: 0] += 1
      return seen[name] == 1 ? name : "\(name) (\(seen[name, default: 1]))"
    }
  }

  private static func row(_ values: [String], _ names: [String]) -> ListRow {
    guard values.count == names.count else {
      return .broken("has \(counted(values.count, "value", "values")) under \(names.count) column names")
    }
    return .value(.object(zip(names, values).map { JSONMember($0, .string($1)) }))
  }
}
