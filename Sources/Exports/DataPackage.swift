import History
package import JSON
import RankingModel

/// The description of exports, `datapackage.json` beside their files: a Data Package (https://datapackage.org) with a Table
/// Schema for each table. It does not say when or where the export was made, so the same export gives the same bytes.
package struct DataPackage: Sendable {
  /// One table of an export.
  package struct Resource: Sendable {
    /// The name of the file in lowercase, with `-` for each character that a resource name may not have. No two tables of a
    /// folder have the same name.
    package var name: String
    /// The columns and rows.
    package var table: ExportTable
    /// The counts of the rows that were written.
    package var tally: RowTally
    /// The format, which is also the extension of the files.
    package var format: String
    /// The files relative to the description, in their order.
    package var paths: [String]
    /// How many bytes the files have together.
    package var bytes: Int
    /// The SHA-256 of the concatenated files in hexadecimal digits; `nil` where each file has its own hash elsewhere.
    package var hash: String?

    /// The resource of a table that was written to the files `paths`. Its name is made from `file`.
    package init(
      _ table: ExportTable, _ tally: RowTally, file: String, format: String, paths: [String], bytes: Int,
      hash: String?
    ) {
      (self.table, self.tally, self.format, self.paths) = (table, tally, format, paths)
      (self.bytes, self.hash) = (bytes, hash)
      name = String(
        file.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_.".contains($0) ? $0 : "-" })
    }
  }

  /// The name of its file.
  package static let fileName = "datapackage.json"
  /// The name of the program that makes the files.
  package static let program = "marquee"
  /// The member that marks descriptions made by this program.
  package static let maker = JSONMember("created_by", .string(program))

  /// The description of `resources` and of those in `earlier` that have other names. `earlier` are the resources of earlier
  /// exports into the folder.
  package static func json(_ resources: [Resource], besides earlier: [JSONValue] = []) -> JSONValue {
    let names = Set(resources.map(\.name))
    let others = earlier.filter { $0["name"]?.string.map(names.contains) == false }
    return json(
      (resources.map(\.json) + others).sorted { ($0["name"]?.string ?? "") < ($1["name"]?.string ?? "") })
  }

  /// The description of `resources`. Each is a resource of a Data Package as JSON, with its `charts`.
  package static func json(_ resources: [JSONValue]) -> JSONValue {
    let all = resources.flatMap { $0["charts"]?.array ?? [] }
    let charts = unique(all, by: { $0["chart"]?.string })
      .sorted { ($0["chart"]?.string ?? "") < ($1["chart"]?.string ?? "") }
    let datasets = charts.map { Dataset(json: $0["dataset"] ?? .null) }
    let only = charts.count == 1 ? datasets.first : nil
    // Earlier exports of a chart may have other terms than the latest one.
    let terms = all.map { Dataset(json: $0["dataset"] ?? .null) }
    let titles = zip(charts, datasets).compactMap { $1.name ?? $0["title"]?.string }
    let members: [(String, JSONValue?)] = [
      ("name", charts.count == 1 ? charts[0]["chart"] : "charts"),
      ("title", .string(titles.joined(separator: ", "))),
      ("description", only?.description.map { .string($0) }),
      ("homepage", only?.homepage.map { .string($0) }),
      ("attribution", agreed(terms.map(\.attribution)).map { .string($0) }),
      ("resources", .array(resources)),
    ]
    return .object(
      members.compactMap { key, value in value.map { JSONMember(key, $0) } } + agreements(of: terms) + [maker]
    )
  }

  /// The licence and the source of data that consist of `datasets`, each only where all of these agree on it. The terms of one
  /// chart are not those of another.
  fileprivate static func agreements(of datasets: [Dataset]) -> [JSONMember] {
    let members: [(String, JSONValue?)] = [
      ("licenses", agreed(datasets.map(\.licence)).map(licence)), ("sources", agreed(datasets.map(source))),
    ]
    return members.compactMap { key, value in value.map { JSONMember(key, .array([$0])) } }
  }

  /// The value that all of `values` are; `nil` where two differ.
  static func agreed<Value: Hashable>(_ values: [Value?]) -> Value? {
    Set(values).count == 1 ? values[0] : nil
  }

  /// Whether a licence is given as the address of its text.
  static func isAddress(_ licence: String) -> Bool {
    licence.hasPrefix("https://") || licence.hasPrefix("http://")
  }

  /// The licence as a Data Package has it. An address becomes a `path`. Words of only letters, digits, `-`, `_` and `.` become a
  /// `name`. Other words become a `title`, beside a name made from them.
  private static func licence(_ words: String) -> JSONValue {
    if isAddress(words) { return ["path": .string(words)] }
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

  /// The first element of `all` for each key.
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

  /// The resource of a Data Package.
  package var json: JSONValue {
    let isText = ["csv", "jsonl"].contains(format)
    let members: [(String, JSONValue?)] = [
      ("name", .string(name)),
      ("path", paths.count == 1 ? .string(paths[0]) : .array(paths.map { .string($0) })),
      ("format", .string(format)), ("mediatype", DataPackage.Resource.mediaTypes[format].map { .string($0) }),
      ("encoding", isText ? "utf-8" : nil), ("bytes", JSONValue(bytes)),
      ("hash", hash.map { .string("sha256:\($0)") }),
      ("row_count", JSONValue(tally.rows)),
      ("charts", .array(table.charts.map(\.description))), ("schema", schema),
    ]
    return .object(
      members.compactMap { key, value in value.map { JSONMember(key, $0) } }
        + DataPackage.agreements(of: table.charts.map(\.dataset)))
  }

  /// The Table Schema. An empty field is a missing value in CSV. In other formats null is one, and an empty text is a text.
  private var schema: JSONValue {
    var members: [JSONMember] = [
      JSONMember("fields", .array(table.columns.map { $0.field(isJSON: format == "jsonl") })),
      JSONMember("missingValues", format == "csv" ? [""] : []),
    ]
    let key = table.key(tally)
    if !key.isEmpty { members.append(JSONMember("primaryKey", .array(key.map { .string($0) }))) }
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
      case .instant: "datetime"
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
  /// The facts about the chart, for a table that several charts may share.
  fileprivate var description: JSONValue {
    [
      "chart": .string(chart.description), "title": .string(title), "item": .string(item.one),
      "cadence": cadence.json, "from": .string(range.from.description), "to": .string(range.to.description),
      "days": JSONValue(snapshots.count), "dataset": dataset.json,
    ]
  }
}
