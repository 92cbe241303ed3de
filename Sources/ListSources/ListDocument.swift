package import JSON
package import Jobs
import RankingModel

/// One row of a list.
package enum ListRow: Sendable {
  /// The row's value.
  case value(JSONValue)
  /// The row cannot be read. The text says why, and follows the row's name in a message.
  case broken(String)
}

/// The document that holds a list, in the format that an extraction names.
package struct ListDocument {
  /// The most rows in a list, and the most values in a row.
  package static let limits = JSONLimits(elements: 1_000_000, values: 100_000)
  /// The most values kept in memory where rows cannot be read one by one.
  static let mostValues = 5_000_000

  let bytes: [UInt8]
  let extraction: Extraction
  let format: ListFormat

  /// The events that the reader of a list reports.
  package enum Event {
    /// The rows begin. Rows reported before do not count.
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

  /// Reports the rows to `receive`. If they begin again, the rows reported before do not count.
  ///
  /// - Returns: a function that reads a row again, by the place that came with it.
  package func rows(_ receive: (Event) -> Void) throws(TransformError) -> Rereading {
    switch format {
    case .json:
      if let pointer = plainPointer { return try streamedRows(at: pointer, receive) }
      return try handed(try joinedRows(), receive)
    case .jsonLines: return try lines(receive)
    case .csv, .tsv: return try handed(try tableRows(), receive)
    }
  }

  /// The pointer to the one array of rows; `nil` where rows are in several places, in an object or in pages.
  var plainPointer: JSONPointer? {
    guard extraction.items.count == 1, extraction.keyName == nil, extraction.pages == nil else { return nil }
    return extraction.items[0].tokens.contains("*") ? nil : extraction.items[0]
  }

  /// Reports `rows`, which are in memory.
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

  /// Reports the elements of the array of rows at `pointer`.
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

  /// The date that the list itself gives; `nil` where it gives none, or the job names no place for it.
  ///
  /// - Parameter first: the first row that can be read. The date of a list of lines is there.
  package func date(in first: JSONValue?) -> JSONValue? {
    guard let pointer = extraction.date else { return nil }
    if format.isLines { return first.flatMap(pointer.value) }
    // Of several pages, the first one gives the date.
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
