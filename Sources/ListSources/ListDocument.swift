package import JSON
import RankingModel

/// The JSON document that holds a list. Its rows are read one by one.
package struct ListDocument {
  /// A list may have so many rows, and a row so many values.
  package static let limits = JSONLimits(elements: 1_000_000, values: 100_000)

  private let bytes: [UInt8]

  /// The document of `bytes`.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Hands the rows of the array at `pointer` to `receive`. Where that begins again, what came before does not count.
  package func rows(
    at pointer: JSONPointer, _ receive: (JSONReader.ArrayEvent) -> Void
  ) throws(TransformError) {
    var first: String?
    var hasRow = false
    let place: JSONPlace
    do throws(JSONError) {
      place = try JSONReader.elements(of: bytes, at: pointer, limits: ListDocument.limits) { event in
        switch event {
        case .start: (first, hasRow) = (nil, false)
        case .element(let row, _):
          first = first ?? row.kind
          hasRow = hasRow || row.isRow
        }
        receive(event)
      }
    } catch {
      throw refusal(error)
    }
    guard place.steps == pointer.tokens.count else { throw missing(pointer, place) }
    let subject =
      pointer.tokens.isEmpty ? "the document" : "the value at \"\(SafeText.start(of: pointer.description))\""
    guard place.isArray else {
      throw TransformError(.noArray, "\(subject) is \(place.kind), not an array\(keys(of: place))")
    }
    if let first, !hasRow {
      throw TransformError(.noRows, "\(subject) holds no rows: its first element is \(first), not an object")
    }
  }

  /// The row whose text starts at the byte `offset`.
  package func row(at offset: Int) -> JSONValue? {
    try? JSONReader.value(of: bytes, at: offset)
  }

  private func refusal(_ error: JSONError) -> TransformError {
    if !bytes.contains(where: { $0 > 0x20 }) {
      return TransformError(.empty, "the source's answer is empty: it has no list in it")
    }
    if WebPage.isLikely(bytes) {
      return TransformError(
        .webPage, "this looks like an HTML page, not like JSON; open the URL in a browser to see what it says"
      )
    }
    let start = SafeText.start(of: String(decoding: bytes.prefix(60), as: UTF8.self), limit: 40)
    let (kind, words) =
      error.isExcess ? (TransformError.Kind.excess, "too much for a list") : (.notJSON, "not JSON")
    return TransformError(kind, "\(words): \(error.description); it starts with: \(start)")
  }

  /// Says how far the pointer leads, and what stands there.
  private func missing(_ pointer: JSONPointer, _ place: JSONPlace) -> TransformError {
    let path = JSONPointer(tokens: Array(pointer.tokens.prefix(place.steps))).description
    let reached = path.isEmpty ? "the document" : "\"\(SafeText.start(of: path))\""
    return TransformError(
      .noArray,
      "no value at \"\(SafeText.start(of: pointer.description))\": \(reached) is \(place.kind)\(keys(of: place))"
    )
  }

  /// The names of an object's members, as many as fit a line.
  private func keys(of place: JSONPlace) -> String {
    guard let members = place.members else { return "" }
    if members == 0 { return " without keys" }
    let names = place.names.map { "\"\(SafeText.start(of: $0, limit: 40))\"" }.joined(separator: ", ")
    let more = members - place.names.count
    return " with the keys \(names)" + (more > 0 ? " and \(more) more" : "")
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

/// Web pages that come where data should: captchas, error pages, logins.
package enum WebPage {
  /// Whether `bytes` start like HTML.
  package static func isLikely(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
    guard let first = start.unicodeScalars.first(where: { $0.value > 0x20 && $0.value != 0xFEFF }),
      first == "<"
    else {
      return false
    }
    return ["<!doctype html", "<html", "<head", "<body", "<script", "<title", "<!--"].contains {
      start.contains($0)
    }
  }
}
