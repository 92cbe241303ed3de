import History
package import JSON
import RankingModel

/// What Datasette shows about a SQLite export besides its rows: `datasette charts.sqlite -m metadata.json`.
package enum DatasetteMetadata {
  /// The name of its file.
  package static let fileName = "metadata.json"

  /// The metadata of `table` in the database `name`, which is the name of its file without the extension.
  package static func json(_ table: ExportTable, database name: String) -> JSONValue {
    let charts = table.charts
    let words = { (part: (ChartRows) -> String?) in
      let all = DataPackage.unique(charts.compactMap(part), by: \.self)
      return all.isEmpty ? nil : all.joined(separator: "; ")
    }
    let members: [(String, String?)] = [
      ("title", charts.map { $0.dataset.name ?? $0.title }.joined(separator: ", ")),
      ("description", words(\.dataset.description)), ("license", words(\.dataset.licence)),
      ("source", words(\.dataset.attribution)),
      ("source_url", charts.count == 1 ? charts[0].dataset.homepage : nil),
    ]
    let tables: JSONValue = [
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
    return .object(
      members.compactMap { key, text in text.map { JSONMember(key, .string($0)) } } + [
        JSONMember("databases", .object([JSONMember(name, ["tables": tables])])), DataPackage.maker,
      ])
  }
}
