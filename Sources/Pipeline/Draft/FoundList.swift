import JSON
import Jobs
import ListSources
import RankingModel

/// The list in an unknown document: its format, and the place of its rows.
struct FoundList {
  var format = ListFormat.json
  /// The separator between the values in a line of CSV.
  var delimiter: Character = ","
  /// The tokens of the pointer to the rows.
  var path: [String] = []
  /// The field that gets the key of each row; `nil` if the rows are the elements of an array.
  var keyName: String?
  /// The place of the list's own date: in the document, or in the first row if each row is a line.
  var date: JSONPointer?
  var rows: [JSONValue] = []

  private static let dateNames: Set<String> = [
    "date", "day", "week", "chartdate", "chartweek", "listdate", "weekof",
  ]

  /// Finds the list in the unpacked `bytes`.
  ///
  /// - Parameter isLines: whether the source says that each line is a row.
  init(in bytes: [UInt8], isLines: Bool) throws(TransformError) {
    let first = bytes.first { $0 > 0x20 && $0 < 0x80 }
    switch first {
    case nil: throw TransformError(.empty, "the document is empty")
    case UInt8(ascii: "<"): throw TransformError(.webPage, "the document is a web page, not a list")
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      if !isLines, let document = try? JSONReader.read(bytes) {
        try read(document)
        return
      }
      format = .jsonLines
    default: findDelimiter(bytes)
    }
    var extraction = Extraction(url: "")
    (extraction.format, extraction.delimiter) = (format, delimiter)
    var rows: [JSONValue] = []
    _ = try ListDocument(bytes, extraction, at: "").rows { event in
      if case .row(.value(let row), _) = event, row.members != nil { rows.append(row) }
    }
    guard !rows.isEmpty else { throw TransformError(.noRows, "the document has no row") }
    self.rows = rows
    let place = dated(rows[0])
    date = place.flatMap { place in
      rows.allSatisfy { place.value(in: $0) == place.value(in: rows[0]) } ? place : nil
    }
  }

  private mutating func findDelimiter(_ bytes: [UInt8]) {
    let head = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let counts = [",", ";", "\t", "|"].map { mark in head.count { $0 == mark.utf8.first } }
    let marks: [Character] = [",", ";", "\t", "|"]
    delimiter = zip(marks, counts).max { $0.1 < $1.1 }.map { $0.1 > 0 ? $0.0 : "," } ?? ","
    format = delimiter == "\t" ? .tsv : .csv
    if format == .tsv { delimiter = "," }
  }

  private mutating func read(_ document: JSONValue) throws(TransformError) {
    let lists = FoundList.lists(in: document, at: [])
    guard let most = lists.map(\.rows.count).max(), let list = lists.first(where: { $0.rows.count == most })
    else { throw TransformError(.noRows, "the document has no array of objects") }
    path = list.path
    rows = list.rows
    if list.isKeyed {
      let name = rows.contains { $0["id"] != nil } ? "key" : "id"
      keyName = name
      rows = zip(list.keys, rows).map { .object(($1.members ?? []) + [JSONMember(name, .string($0))]) }
    }
    var place: JSONValue? = document
    for count in 0...path.count where date == nil {
      date = place.flatMap(dated).map { JSONPointer(tokens: path.prefix(count) + $0.tokens) }
      place = count < path.count ? place?[path[count]] : nil
    }
  }

  /// The place in `object` of a day.
  private func dated(_ object: JSONValue) -> JSONPointer? {
    object.members?.first { member in
      FoundList.dateNames.contains(DraftName(member.key).joined)
        && member.value.string.flatMap(DateText.day) != nil
    }.map { JSONPointer(tokens: [$0.key]) }
  }

  private struct List {
    var path: [String]
    var rows: [JSONValue]
    var keys: [String] = []
    var isKeyed: Bool { !keys.isEmpty }
  }

  /// The lists within `value`, whose path is `path`: arrays of objects, and objects whose members are similar objects.
  private static func lists(in value: JSONValue, at path: [String]) -> [List] {
    switch value {
    case .array(let elements):
      let rows = elements.filter { $0.members != nil }
      let own = rows.isEmpty ? [] : [List(path: path, rows: rows)]
      // The rows of a list are not searched for further lists. Only one or two objects are searched, because they may be pages.
      guard rows.count < 3, rows.count == elements.count else { return own }
      let inner = elements.map { lists(in: $0, at: path + ["*"]).filter { !$0.isKeyed } }
      return own
        + (inner.first ?? []).compactMap { first in
          let pages = inner.compactMap { page in page.first { $0.path == first.path } }
          return pages.count == inner.count ? List(path: first.path, rows: pages.flatMap(\.rows)) : nil
        }
    case .object(let members):
      let rows = members.map(\.value)
      let shared =
        rows.first?.members?.contains { member in rows.allSatisfy { $0[member.key] != nil } } ?? false
      if members.count >= 3, shared { return [List(path: path, rows: rows, keys: members.map(\.key))] }
      return members.flatMap { lists(in: $0.value, at: path + [$0.key]) }
    default: return []
    }
  }
}
