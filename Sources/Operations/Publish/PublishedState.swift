import JSON
import RankingModel

/// The files of a publication as its description records them. The next publication reads them to know which files it need not
/// write.
struct PublishedState {
  /// A file.
  struct File {
    /// Its name.
    var path: String
    /// Its size in bytes.
    var bytes: Int
  }

  /// The file of a month.
  struct Month {
    /// The file.
    var file: File
    /// The SHA-256 of its bytes in hexadecimal digits.
    var hash: String
    /// A hash of everything that determines its bytes.
    var source: String
    /// The number of rows in it.
    var rows: Int
    /// The size of its footer in bytes.
    var footer: Int
    /// The range from the first of its days to the last.
    var days: DayRange
  }

  /// The months, in order.
  var months: [Month]
  /// The file of all rows sorted by item.
  var item: File
  /// The catalogue.
  var catalogue: File
  /// The location of the files as the catalogue states it.
  var root: String

  /// All files except those of the days.
  var files: [File] { months.map(\.file) + [item, catalogue] }
}

extension PublishedState {
  /// The JSON form.
  var json: JSONValue {
    let months = months.map { month in
      JSONValue.object(
        (month.file.json.members ?? []) + [
          JSONMember("hash", .string("sha256:\(month.hash)")), JSONMember("source", .string(month.source)),
          JSONMember("rows", JSONValue(month.rows)), JSONMember("footer", JSONValue(month.footer)),
          JSONMember("from", .string(month.days.from.description)),
          JSONMember("to", .string(month.days.to.description)),
        ])
    }
    return [
      "by_month": .array(months), "by_item": item.json, "catalogue": catalogue.json,
      "data_path": .string(root),
    ]
  }

  /// The state whose JSON form is `json`; `nil` if `json` is not such a form.
  init?(json: JSONValue) {
    guard let months = json["by_month"]?.array, let item = json["by_item"].flatMap(File.init(json:)),
      let catalogue = json["catalogue"].flatMap(File.init(json:)), let root = json["data_path"]?.string
    else { return nil }
    self.init(months: months.compactMap(Month.init(json:)), item: item, catalogue: catalogue, root: root)
  }
}

extension PublishedState.File {
  fileprivate var json: JSONValue { ["path": .string(path), "bytes": JSONValue(bytes)] }

  fileprivate init?(json: JSONValue) {
    guard let path = json["path"]?.string, let bytes = json["bytes"]?.exactInteger else { return nil }
    self.init(path: path, bytes: bytes)
  }
}

extension PublishedState.Month {
  fileprivate init?(json: JSONValue) {
    guard let file = PublishedState.File(json: json),
      let hash = json["hash"]?.string?.dropFirst("sha256:".count),
      let source = json["source"]?.string, let rows = json["rows"]?.exactInteger,
      let footer = json["footer"]?.exactInteger, let from = json["from"]?.string.flatMap({ Day($0) }),
      let to = json["to"]?.string.flatMap({ Day($0) }), from <= to
    else { return nil }
    self.init(
      file: file, hash: String(hash), source: source, rows: rows, footer: footer,
      days: DayRange(from: from, to: to))
  }
}
