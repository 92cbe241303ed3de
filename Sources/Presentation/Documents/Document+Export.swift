import JSON
public import Operations
import RankingModel

extension Document {
  /// The files of an export, one row each.
  public static func exported(_ files: [ExportedFile]) -> Document {
    let table = Table(
      files,
      ItemColumn("path", isFlexible: true) { Cell($0.path) },
      ItemColumn("rows", alignment: .right) { Cell($0.rows) },
      ItemColumn("bytes", alignment: .right) { Cell($0.bytes) })
    var document = Document(table.counting("file"), empty: "nothing was exported")
    document.json = .object([JSONMember("files", document.json)])
    return document
  }

  /// The files that publications wrote or removed, one row each. In JSON each publication is described too.
  public static func published(_ publications: [Publication]) -> Document {
    let changes = publications.flatMap { publication in
      publication.written.map { (publication.chart, "written", $0.path, Int?.some($0.bytes)) }
        + publication.removed.map { (publication.chart, "removed", $0, Int?.none) }
    }
    let table = Table(
      changes,
      ItemColumn("chart") { Cell($0.0.description) }, ItemColumn("change") { Cell($0.1) },
      ItemColumn("path", isFlexible: true) { Cell($0.2) },
      ItemColumn("bytes", alignment: .right) { Cell($0.3) })
    var document = Document(table, empty: "nothing has changed")
    document.json = .object([JSONMember("publications", .array(publications.map(\.json)))])
    return document
  }
}

extension Publication {
  fileprivate var json: JSONValue {
    [
      "chart": .string(chart.description), "to": .string(location),
      "description": .string(description), "catalogue": .string(catalogue),
      "days": JSONValue(days), "rows": JSONValue(rows),
      "written": .array(written.map { ["path": .string($0.path), "bytes": JSONValue($0.bytes)] }),
      "removed": .array(removed.map { .string($0) }),
    ]
  }
}
