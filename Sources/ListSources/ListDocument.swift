package import JSON
package import Jobs
import RankingModel

/// One row of a list.
package enum ListRow: Sendable {
  /// The row's value.
  case value(JSONValue)
  /// What is wrong with the text of the row, in words that follow the row's name.
  case broken(String)
}

/// The document that holds a list, as an extraction says how it is written.
package struct ListDocument {
  /// A list may have so many rows, and a row so many values.
  package static let limits = JSONLimits(elements: 1_000_000, values: 100_000)
  /// So many values are kept at once where rows cannot be read one by one.
  static let mostValues = 5_000_000

  let bytes: [UInt8]
  let extraction: Extraction
  let format: ListFormat

  /// What the reader of a list is told.
  package enum Event {
    /// The rows begin. What came before does not count.
    case start
    /// The next row, and its place.
    case row(ListRow, place: Int)
  }

  /// Reads the row at a place again.
  package typealias Rereading = (_ place: Int) -> ListRow?

  /// The document of `bytes`, which came from `address`.
  package init(_ bytes: [UInt8], _ extraction: Extraction, at address: String) {
    (self.bytes, self.extraction) = (bytes, extraction)
    format = extraction.format(at: address)
  }

  /// Hands the rows to `receive`. Where that begins again, what came before does not count.
  ///
  /// - Returns: what reads a row again, by the place that came with it.
  package func rows(_ receive: (Event) -> Void) throws(TransformError) -> Rereading {
    switch format {
    case .json:
      if let pointer = plainPointer { return try streamedRows(at: pointer, receive) }
      return try handed(try joinedRows(), receive)
    case .jsonLines: return try lines(receive)
    case .csv, .tsv: return try handed(try tableRows(), receive)
    }
  }

  /// The pointer that leads to the one array of rows, where there is no more to it.
  var plainPointer: JSONPointer? {
    guard extraction.items.count == 1, extraction.keyName == nil, extraction.pages == nil else { return nil }
    return extraction.items[0].tokens.contains("*") ? nil : extraction.items[0]
  }

  /// Hands over `rows`, which are in memory.
  private func handed(_ rows: [ListRow], _ receive: (Event) -> Void) throws(TransformError) -> Rereading {
    receive(.start)
    for (place, row) in rows.enumerated() { receive(.row(row, place: place)) }
    return { rows.indices.contains($0) ? rows[$0] : nil }
  }

  private func streamedRows(
    at pointer: JSONPointer, _ receive: (Event) -> Void
  ) throws(TransformError) -> Rereading {
    try elements(at: pointer) { event in
      switch event {
      case .start: receive(.start)
      case .element(let row, let range): receive(.row(.value(row), place: range.lowerBound))
      }
    }
    return { try? .value(JSONReader.value(of: bytes, at: $0)) }
  }

  /// Hands over the elements of the array of rows at `pointer`.
  func elements(
    at pointer: JSONPointer, limits: JSONLimits = ListDocument.limits,
    _ receive: (JSONReader.ArrayEvent) -> Void
  ) throws(TransformError) {
    var first: String?
    var hasRow = false
    let place: JSONPlace
    do throws(JSONError) {
      place = try JSONReader.elements(of: bytes, at: pointer, limits: limits) { event in
        switch event {
        case .start: (first, hasRow) = (nil, false)
        case .element(let row, _): (first, hasRow) = (first ?? row.kind, hasRow || row.isRow)
        }
        receive(event)
      }
    } catch { throw refusal(error) }
    guard place.steps == pointer.tokens.count else { throw missing(pointer, place) }
    guard place.isArray else {
      throw TransformError(
        .noArray, "\(subject(pointer.description)) is \(place.kind), not an array\(keys(of: place))")
    }
    if let first, !hasRow { throw noRows(subject(pointer.description), first) }
  }

  /// What the list says of its own date; `nil` where it says nothing, or the job names no place for it.
  ///
  /// - Parameter first: the first row that can be read: a list of lines names its date there.
  package func date(in first: JSONValue?) -> JSONValue? {
    guard let pointer = extraction.date else { return nil }
    if format.isLines { return first.flatMap(pointer.value) }
    // Of several pages the first says it.
    let path = extraction.pages == nil ? pointer : JSONPointer(tokens: ["0"] + pointer.tokens)
    guard let document = try? JSONReader.elements(of: bytes, at: path, limits: JSONLimits(), { _ in }),
      document.steps == path.tokens.count
    else { return nil }
    return try? JSONReader.value(of: bytes, at: document.offset)
  }
}

extension JSONValue {
  /// Whether it can be a row of a list.
  package var isRow: Bool {
    switch self {
    case .object, .array: true
    default: false
    }
  }
}
