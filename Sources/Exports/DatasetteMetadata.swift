import History
package import JSON
import RankingModel

/// What Datasette shows about a SQLite export besides its rows: `datasette charts.sqlite -m metadata.json`.
package enum DatasetteMetadata {
  /// The name of its file.
  package static let fileName = "metadata.json"

  /// The metadata of `table` in the database `name`, which is the name of its file without the extension.
  package static func json(_ table: ExportTable, database name: String) -> JSONValue {
    let datasets = table.charts.map(\.dataset)
    let descriptions = DataPackage.unique(datasets.compactMap(\.description), by: \.self)
    let terms = terms(of: datasets)
    var members = [
      JSONMember(
        "title", .string(table.charts.map { $0.dataset.name ?? $0.title }.joined(separator: ", ")))
    ]
    if !descriptions.isEmpty {
      members.append(JSONMember("description", .string(descriptions.joined(separator: "; "))))
    }
    // Every table has rows of all charts.
    let tables = (DatasetteMetadata.tables.members ?? []).map { table in
      JSONMember(table.key, .object((table.value.members ?? []) + terms))
    }
    let database = JSONMember(name, .object([JSONMember("tables", .object(tables))] + terms))
    return .object(
      members + terms + [JSONMember("databases", .object([database])), DataPackage.maker])
  }

  /// What is said of each table.
  private static let tables: JSONValue = [
    "charts": ["description": "The rankings, and what is said of their data", "label_column": "title"],
    "days": [
      "description": "The published days of each chart; a day that is not here is not known",
      "label_column": "day",
    ],
    "items": [
      "description": "What stood on a chart, with the title of its last day and the titles it had before",
      "label_column": "title",
    ],
    "entries": ["description": "One row for each rank of each day"],
    "ranking": [
      "description": "The rows of all days with the day and the id of the item in place of numbers"
    ],
  ]

  /// The licence and the source of rows of `datasets`, each only where all of these agree on it.
  private static func terms(of datasets: [Dataset]) -> [JSONMember] {
    let licence = DataPackage.agreed(datasets.map(\.licence))
    let members = [
      (licence.map(DataPackage.isAddress) == true ? "license_url" : "license", licence),
      ("source", DataPackage.agreed(datasets.map(\.attribution))),
      ("source_url", DataPackage.agreed(datasets.map(\.homepage))),
    ]
    return members.compactMap { key, text in text.map { JSONMember(key, .string($0)) } }
  }
}
