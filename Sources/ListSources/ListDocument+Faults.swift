import JSON
import RankingModel

/// The errors of a document that holds no list.
extension ListDocument {
  /// The error of a document that is empty or a web page, whatever it should be; `nil` where it is neither.
  func unusable(expected: String) -> TransformError? {
    if !bytes.contains(where: { $0 > 0x20 }) {
      return TransformError(.empty, "the source's answer is empty: it has no list in it")
    }
    guard WebPage.isLikely(bytes) else { return nil }
    return TransformError(
      .webPage,
      "this looks like an HTML page, not like \(expected); open the URL in a browser to see what it says")
  }

  func refusal(_ error: JSONError) -> TransformError {
    if let unusable = unusable(expected: "JSON") { return unusable }
    let start = SafeText.start(of: String(decoding: bytes.prefix(60), as: UTF8.self), limit: 40)
    let (kind, words) =
      error.isExcess ? (TransformError.Kind.excess, "too much for a list") : (.notJSON, "not JSON")
    return TransformError(kind, "\(words): \(error.description); it starts with: \(start)")
  }

  static var tooManyRows: TransformError {
    TransformError(.excess, "too much for a list: it has more than \(limits.elements) rows")
  }

  /// The value at `path` in words.
  func subject(_ path: String) -> String {
    path.isEmpty ? "the document" : "the value at \"\(SafeText.start(of: path))\""
  }

  func noRows(_ subject: String, _ first: String) -> TransformError {
    TransformError(.noRows, "\(subject) holds no rows: its first element is \(first), not an object")
  }

  /// The error that `pointer` leads nowhere. Says how far it leads, and what is there.
  func missing(_ pointer: JSONPointer, _ place: JSONPlace) -> TransformError {
    missing(pointer, reached: Array(pointer.tokens.prefix(place.steps)), "\(place.kind)\(keys(of: place))")
  }

  func missing(_ pointer: JSONPointer, reached path: [String], _ kind: String) -> TransformError {
    let reached =
      path.isEmpty ? "the document" : "\"\(SafeText.start(of: JSONPointer(tokens: path).description))\""
    return TransformError(
      .noArray, "no value at \"\(SafeText.start(of: pointer.description))\": \(reached) is \(kind)")
  }

  /// The names of an object's members, as many as fit a line.
  func keys(of place: JSONPlace) -> String {
    guard let members = place.members else { return "" }
    if members == 0 { return " without keys" }
    let names = place.names.map { "\"\(SafeText.start(of: $0, limit: 40))\"" }.joined(separator: ", ")
    let more = members - place.names.count
    return " with the keys \(names)" + (more > 0 ? " and \(more) more" : "")
  }
}

/// Web pages that come where data should: captchas, error pages, logins.
package enum WebPage {
  /// Whether `bytes` start like HTML.
  package static func isLikely(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
    guard let first = start.unicodeScalars.first(where: { $0.value > 0x20 && $0.value != 0xFEFF }),
      first == "<"
    else { return false }
    return ["<!doctype html", "<html", "<head", "<body", "<script", "<title", "<!--"].contains {
      start.contains($0)
    }
  }
}
