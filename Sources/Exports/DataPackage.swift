import History
package import JSON
import RankingModel

/// The description of an export that stands beside its files as `datapackage.json`: a Data Package (https://datapackage.org) with
/// a Table Schema for each table. It says when and where nothing was made, so the same export gives the same bytes.
package struct DataPackage: Sendable {
  /// One table of the export.
  package struct Resource: Sendable {
    /// What is in it.
    package var table: ExportTable
    /// The form, which is the ending of its files too.
    package var format: String
    /// Its files relative to the description, one behind the other.
    package var paths: [String]
    /// How many bytes they have together.
    package var bytes: Int
    /// The SHA-256 of their bytes, one file behind the other, in hexadecimal digits.
    package var hash: String

    /// A table in the files `paths`.
    package init(_ table: ExportTable, format: String, paths: [String], bytes: Int, hash: String) {
      (self.table, self.format, self.paths, self.bytes, self.hash) = (table, format, paths, bytes, hash)
    }
  }

  /// The name of its file.
  package static let fileName = "datapackage.json"
  /// What makes the files.
  static let program = "marquee"
  /// The member that tells what this program made from what others did.
  package static let maker = JSONMember("created_by", .string(program))

  /// The description of `resources`.
  package static func json(_ resources: [Resource]) -> JSONValue {
    let charts = unique(resources.flatMap { $0.table.charts.map(\.rows) }, by: \.chart)
    let only = charts.count == 1 ? charts.first : nil
    let licences = unique(charts.compactMap(\.dataset.licence), by: \.self)
    let attributions = unique(charts.compactMap(\.dataset.attribution), by: \.self)
    let sources = unique(charts.compactMap { source(of: $0.dataset) }, by: \.self)
    let members: [(String, JSONValue?)] = [
      ("name", .string(only?.chart.description ?? "charts")),
      ("title", .string(charts.map { $0.dataset.name ?? $0.title }.joined(separator: ", "))),
      ("description", only?.dataset.description.map { .string($0) }),
      ("homepage", only?.dataset.homepage.map { .string($0) }),
      ("licenses", licences.isEmpty ? nil : .array(licences.map(licence))),
      ("attribution", attributions.isEmpty ? nil : .string(attributions.joined(separator: "; "))),
      ("sources", sources.isEmpty ? nil : .array(sources)),
      ("resources", .array(resources.map(\.json))),
    ]
    return .object(members.compactMap { key, value in value.map { JSONMember(key, $0) } } + [maker])
  }

  /// A licence by its name, which has only letters, digits, `-`, `_` and `.`, or by its address; other words are its title.
  private static func licence(_ words: String) -> JSONValue {
    if words.hasPrefix("https://") || words.hasPrefix("http://") { return ["path": .string(words)] }
    let name = words.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_.".contains($0) ? $0 : "-" }
    return String(name) == words
      ? ["name": .string(words)] : ["name": .string(String(name)), "title": .string(words)]
  }

  private static func source(of dataset: Dataset) -> JSONValue? {
    guard let title = dataset.attribution ?? dataset.homepage else { return nil }
    return .object(
      [JSONMember("title", .string(title))]
        + (dataset.homepage.map { [JSONMember("path", .string($0))] } ?? []))
  }

  /// The first of `all` with each `key`.
  static func unique<Element, Key: Hashable>(_ all: [Element], by key: (Element) -> Key) -> [Element] {
    var seen: Set<Key> = []
    return all.filter { seen.insert(key($0)).inserted }
  }
}

extension DataPackage.Resource {
  fileprivate static let mediaTypes = [
    "csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
  ]

  fileprivate var json: JSONValue {
    let names = table.charts.map(\.rows.chart.description)
    let isText = ["csv", "jsonl"].contains(format)
    let members: [(String, JSONValue?)] = [
      ("name", .string(names.count == 1 ? names[0] : "charts")),
      ("path", paths.count == 1 ? .string(paths[0]) : .array(paths.map { .string($0) })),
      ("format", .string(format)), ("mediatype", DataPackage.Resource.mediaTypes[format].map { .string($0) }),
      ("encoding", isText ? "utf-8" : nil), ("bytes", JSONValue(bytes)), ("hash", .string("sha256:\(hash)")),
      ("row_count", JSONValue(table.rowCount)),
      ("charts", .array(table.charts.map(\.rows.description))), ("schema", schema),
    ]
    return .object(members.compactMap { key, value in value.map { JSONMember(key, $0) } })
  }

  /// The Table Schema. In CSV an empty field is a missing value; elsewhere null is, and an empty text is a text.
  private var schema: JSONValue {
    var members: [JSONMember] = [
      JSONMember("fields", .array(table.columns.map { $0.field(isJSON: format == "jsonl") })),
      JSONMember("missingValues", format == "csv" ? [""] : []),
    ]
    if !table.key.isEmpty { members.append(JSONMember("primaryKey", .array(table.key.map { .string($0) }))) }
    return .object(members)
  }
}

extension ExportColumn {
  fileprivate func field(isJSON: Bool) -> JSONValue {
    let type =
      switch kind {
      case .boolean: "boolean"
      case .integer: "integer"
      case .decimal: "number"
      case .date: "date"
      case .list where isJSON: "array"
      case .object where isJSON: "object"
      case .nothing, .mixed: isJSON ? "any" : "string"
      case .text, .list, .object: "string"
      }
    let field: [JSONMember] = [JSONMember("name", .string(name)), JSONMember("type", .string(type))]
    return .object(field + (isOwn ? [JSONMember("constraints", ["required": true])] : []))
  }
}

extension ChartRows {
  /// What is said of the chart where several share a table.
  fileprivate var description: JSONValue {
    [
      "chart": .string(chart.description), "title": .string(title), "item": .string(item.one),
      "cadence": cadence.json, "from": .string(range.from.description), "to": .string(range.to.description),
      "days": JSONValue(dayCount), "dataset": dataset.json,
    ]
  }
}
