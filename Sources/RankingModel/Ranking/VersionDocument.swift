public import JSON

/// The JSON document of a day's entries: an array with one entry a line, each in canonical form.
///
///     [
///     {"id":"tt0111161","rank":1,"rating":9.3,"title":"The Shawshank Redemption"},
///     {"id":"tt0068646","rank":2,"rating":9.2,"title":"The Godfather"}
///     ]
///
/// The same entries give the same bytes everywhere. A line changes only if its entry does.
public enum VersionDocument {
  /// The document of `entries`, in the order given.
  public static func bytes(_ entries: [Entry]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(entries.count * 96 + 4)
    output.append(contentsOf: "[\n".utf8)
    for (index, entry) in entries.enumerated() {
      if index > 0 { output.append(contentsOf: ",\n".utf8) }
      entry.appendCanonical(to: &output)
    }
    output.append(contentsOf: entries.isEmpty ? "]\n".utf8 : "\n]\n".utf8)
    return output
  }

  /// The line of `entry` in a document, without the comma at its end.
  package static func line(_ entry: Entry) -> String {
    var line: [UInt8] = []
    entry.appendCanonical(to: &line)
    return String(decoding: line, as: UTF8.self)
  }

  /// The entries of a document.
  ///
  /// - Throws: `JSONError` where the bytes are no such document.
  public static func entries(_ bytes: [UInt8]) throws(JSONError) -> [Entry] {
    var entries: [Entry] = []
    var rows = 0
    var fault: Int?
    let place = try JSONReader.elements(of: bytes, at: .document, limits: JSONLimits()) { event in
      guard case .element(let row, _) = event else { return }
      rows += 1
      if let entry = Entry(json: row) { entries.append(entry) } else { fault = fault ?? rows }
    }
    guard place.isArray else { throw JSONError(problem: "a version is not a JSON array", line: 1, column: 1) }
    if let fault {
      throw JSONError(problem: "a version's entry lacks rank, id or title", line: fault + 1, column: 1)
    }
    return entries
  }
}
