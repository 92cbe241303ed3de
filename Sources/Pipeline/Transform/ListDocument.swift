import RankingModel

/// The JSON document that holds a list.
struct ListDocument {
  private let json: JSONValue

  init(_ bytes: [UInt8]) throws(TransformError) {
    do throws(JSONError) {
      json = try JSONReader.read(bytes)
    } catch {
      throw ListDocument.error(bytes, error)
    }
  }

  private static func error(_ bytes: [UInt8], _ error: JSONError) -> TransformError {
    if !bytes.contains(where: { $0 > 0x20 }) {
      return TransformError(.empty, "the source's answer is empty: it has no list in it")
    }
    if WebPage.isLikely(bytes) {
      return TransformError(
        .webPage, "this looks like an HTML page, not like JSON; open the URL in a browser to see what it says"
      )
    }
    let start = shown(String(decoding: bytes.prefix(60), as: UTF8.self), limit: 40)
    return TransformError(.notJSON, "not JSON: \(error.description); it starts with: \(start)")
  }

  /// The rows of the array at `pointer`.
  func rows(at pointer: JSONPointer) throws(TransformError) -> [JSONValue] {
    guard let value = pointer.value(in: json) else { throw missing(pointer) }
    let place = pointer.tokens.isEmpty ? "the document" : "the value at \"\(shown(pointer.description))\""
    guard let rows = value.array else {
      throw TransformError(.noArray, "\(place) is \(value.kind), not an array\(ListDocument.keys(of: value))")
    }
    let other = rows.first { if case .object = $0 { false } else if case .array = $0 { false } else { true } }
    let hasRow = rows.contains {
      if case .object = $0 { true } else if case .array = $0 { true } else { false }
    }
    if let other, !hasRow {
      throw TransformError(
        .noRows, "\(place) holds no rows: its first element is \(other.kind), not an object")
    }
    return rows
  }

  /// Says how far the pointer leads, and what stands there.
  private func missing(_ pointer: JSONPointer) -> TransformError {
    var reached = json
    var path = ""
    for token in pointer.tokens {
      let step = "/" + token.replacing("~", with: "~0").replacing("/", with: "~1")
      guard let next = JSONPointer(step)?.value(in: reached) else { break }
      path += step
      reached = next
    }
    let place = path.isEmpty ? "the document" : "\"\(shown(path))\""
    return TransformError(
      .noArray,
      "there is nothing at \"\(shown(pointer.description))\": \(place) is "
        + "\(reached.kind)\(ListDocument.keys(of: reached))")
  }

  /// The names of an object's members, as many as fit a line.
  private static func keys(of value: JSONValue) -> String {
    guard let members = value.members else { return "" }
    if members.isEmpty { return " without keys" }
    let names = members.prefix(12).map { "\"\(shown($0.key, limit: 40))\"" }.joined(separator: ", ")
    return " with the keys \(names)" + (members.count > 12 ? " and \(members.count - 12) more" : "")
  }
}

/// Web pages that come where data should: captchas, error pages, logins.
enum WebPage {
  /// Whether `bytes` start like HTML.
  static func isLikely(_ bytes: [UInt8]) -> Bool {
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
