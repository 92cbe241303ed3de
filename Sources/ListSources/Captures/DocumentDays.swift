import HTTPFetch
import JSON
import Jobs
import RankingModel

/// The rows of one document, grouped by the days that they name. The document is read once. Of each row only the place is kept.
struct DocumentDays: Sendable {
  /// The rows of a day.
  fileprivate struct Rows: Sendable {
    /// The day as the first row spells it.
    var date: String
    var places: [Range<Int>] = []
  }

  private let list: ListDocument
  private let hasPages: Bool
  private let pointer: JSONPointer
  /// The line with the names of the columns.
  private var header: Range<Int> = 0..<0
  private var rows: [Day: Rows] = [:]
  private var count = 0
  /// The number of rows that name no day, and the fault of the first of them.
  private(set) var undated: (count: Int, first: String) = (0, "")
  /// The last date that was read: rows of one day often follow each other.
  private var last: (value: JSONValue?, day: Day?) = (nil, nil)

  /// Groups the rows of the document `bytes`, which came from `address`, by their value at `pointer`.
  init(
    _ bytes: [UInt8], by pointer: JSONPointer, _ extraction: Extraction, at address: String
  ) throws(TransformError) {
    // A document holds all its rows in one piece, even if lists have pages.
    var whole = extraction
    whole.pages = nil
    (list, self.pointer) = (ListDocument(bytes, whole, at: address), pointer)
    hasPages = extraction.pages != nil
    switch list.format {
    case .json: try readArray()
    case .jsonLines: try readLines()
    case .csv, .tsv: try readTable()
    }
  }

  /// The days, with the document's spelling of each.
  var dates: [(day: Day, text: String)] { rows.map { ($0.key, $0.value.date) }.sorted { $0.day < $1.day } }

  /// The list of `day`, made of the document's own bytes; `nil` where the document has no row of that day.
  func list(of day: Day) -> [UInt8]? {
    guard let places = rows[day]?.places else { return nil }
    let (head, separator, tail) = frame(of: day)
    var bytes = head
    bytes.reserveCapacity(head.count + tail.count + places.reduce(0) { $0 + $1.count + separator.count })
    for (index, place) in places.enumerated() {
      if index > 0 { bytes += separator }
      bytes += list.bytes[place]
    }
    return bytes + tail
  }

  private mutating func add(_ place: Range<Int>, _ value: JSONValue?) {
    count += 1
    let value: JSONValue? = value?.string.map { .string($0.trimmed) } ?? value
    let text = value.map { $0.string ?? CanonicalJSON.text($0) } ?? ""
    if value != last.value || count == 1 { last = (value, value.flatMap { DateText.day(of: $0) }) }
    guard let day = last.day else {
      let found = text.isEmpty ? "has no date" : "has \"\(SafeText.start(of: text, limit: 40))\""
      undated = (undated.count + 1, undated.count == 0 ? "row \(count) \(found)" : undated.first)
      return
    }
    rows[day, default: Rows(date: text)].add(place, joinsNext: list.format.isLines)
  }

  // MARK: JSON

  private mutating func readArray() throws(TransformError) {
    guard let items = list.plainPointer else {
      throw TransformError(
        .noArray,
        "a JSON document of many days has its rows in one array: items must be one pointer without *")
    }
    let list = list
    try list.elements(at: items, limits: JSONLimits(values: ListDocument.limits.values)) { event in
      switch event {
      case .start: (rows, count, undated) = ([:], 0, (0, ""))
      case .element(let row, let range): add(range, pointer.value(in: row))
      }
    }
  }

  private mutating func readLines() throws(TransformError) {
    if let unusable = list.unusable(expected: "JSON Lines") { throw unusable }
    var start = ListDocument.withoutMark(list.bytes).startIndex
    while start < list.bytes.count {
      let end = min(list.end(ofLineAt: start) + 1, list.bytes.count)
      let line = list.bytes[start..<end]
      if line.contains(where: { $0 > 0x20 }) {
        let row = try? JSONReader.read(Array(line), limits: ListDocument.limits)
        add(start..<end, row.flatMap(pointer.value))
      }
      start = end
    }
  }

  // MARK: Tables

  private mutating func readTable() throws(TransformError) {
    if let unusable = list.unusable(expected: list.kind) { throw unusable }
    var start = ListDocument.withoutMark(list.bytes).startIndex
    var column: Int?
    while start < list.bytes.count {
      var cells: [Range<Int>] = []
      let record = list.record(at: start) { if column == nil || column == $0 { cells.append($1) } }
      defer { start = record.next }
      guard list.bytes[record.range].contains(where: { $0 > 0x20 }) else { continue }
      guard record.isWhole else {
        throw TransformError(.notTable, "not \(list.kind): a quotation mark is not closed")
      }
      if column != nil {
        add(start..<record.next, cells.first.map { .string(list.text(ofCell: $0)) })
      } else {
        header = start..<record.next
        column = try self.column(among: ListDocument.columns(cells.map(list.text)))
      }
    }
  }

  private func column(among names: [String]) throws(TransformError) -> Int {
    if pointer.tokens.count == 1, let column = names.firstIndex(of: pointer.tokens[0]) { return column }
    let known = names.prefix(JSONPlace.mostNames).map { "\"\(SafeText.start(of: $0, limit: 40))\"" }
    throw TransformError(
      .noRows,
      "no column is \"\(SafeText.start(of: pointer.description))\" among \(known.joined(separator: ", "))")
  }

  // MARK: The list of a day

  /// The bytes before, between and after the rows of `day`: the header of a table; or the objects along the pointer to the rows,
  /// with the list's own date if the job names a place for it.
  private func frame(of day: Day) -> (head: [UInt8], separator: [UInt8], tail: [UInt8]) {
    guard list.format == .json, let items = list.plainPointer else {
      return (Array(list.bytes[header]), [], [])
    }
    let date = list.extraction.date?.tokens[...] ?? []
    let (head, tail) = DocumentDays.frame(items.tokens[...], date, .string(day.description))
    return (Array((hasPages ? "[\(head)" : head).utf8), [0x2C], Array((hasPages ? "\(tail)]" : tail).utf8))
  }

  private static func frame(
    _ items: ArraySlice<String>, _ date: ArraySlice<String>, _ day: JSONValue
  ) -> (head: String, tail: String) {
    guard let name = items.first else { return ("[", "]") }
    let key = { CanonicalJSON.text(.string($0)) + ":" }
    var dated = ""
    if let first = date.first, first != name {
      let value = date.dropFirst().reversed().reduce(day) { .object([JSONMember($1, $0)]) }
      dated = key(first) + CanonicalJSON.text(value) + ","
    }
    let inner = frame(items.dropFirst(), date.first == name ? date.dropFirst() : [], day)
    return ("{" + dated + key(name) + inner.head, inner.tail + "}")
  }
}

extension DocumentDays.Rows {
  /// Adds the row at `place`. The places of consecutive lines become one.
  fileprivate mutating func add(_ place: Range<Int>, joinsNext: Bool) {
    if joinsNext, let last = places.last, last.upperBound == place.lowerBound {
      places[places.count - 1] = last.lowerBound..<place.upperBound
    } else {
      places.append(place)
    }
  }
}
