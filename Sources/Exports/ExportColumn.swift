package import History
package import JSON
package import RankingModel

/// A column of exported rows: a field of entries, or a value that every row has.
package struct ExportColumn: Sendable, Hashable {
  /// Its name.
  package let name: String
  /// The kind of its values.
  package let kind: ValueKind
  /// The field of entries that it shows; `nil` where every row has its value, which is never null.
  package let field: String?

  /// The column of the field `field`. The column has the field's name unless another one is given.
  package init(field: String, named name: String? = nil, _ kind: ValueKind) {
    (self.field, self.name, self.kind) = (field, name ?? field, kind)
  }

  private init(own name: String, _ kind: ValueKind) { (self.name, self.kind, field) = (name, kind, nil) }

  /// The columns that every row has, whatever fields its entry has.
  package static let own: [ExportColumn] = [
    ExportColumn(own: "chart", .text), ExportColumn(own: "day", .date), ExportColumn(own: "rank", .integer),
    ExportColumn(own: "id", .text), ExportColumn(own: "title", .text),
  ]

  /// The columns that say which list a row comes from: when the list was recorded, the state of its day, and its document.
  package static let origin: [ExportColumn] = [
    ExportColumn(own: "recorded_at", .instant), ExportColumn(own: "state", .text),
    ExportColumn(own: "version", .text),
  ]

  /// The columns of a publication: `own`, `measures`, the other fields of `declared` in their order, and `origin`. No two names
  /// differ only in case: a field whose name is taken gets a number, such as `version_2`.
  package static func published(
    measures: [String], _ declared: [(name: String, kind: ValueKind)]
  ) -> [ExportColumn] {
    let kinds = Dictionary(declared.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 })
    let others = declared.map(\.name).filter { !(measures + ["rank", "id", "title"]).contains($0) }
    var taken = Set((own + origin).map(\.name))
    let fields = (measures + others).map { field in
      var name = field
      var number = 2
      while !taken.insert(name.lowercased()).inserted {
        name = "\(field)_\(number)"
        number += 1
      }
      let kind = measures.contains(field) ? ValueKind(ofMeasure: kinds[field]) : kinds[field] ?? .mixed
      return ExportColumn(field: field, named: name, kind)
    }
    return own + fields + origin
  }

  /// Whether every row has a value.
  package var isOwn: Bool { field == nil }

  /// The value of the column in the row of `entry`; null where the entry lacks the field.
  package func value(_ chart: ChartName, _ day: ChartRows.PublishedDay, _ entry: Entry) -> JSONValue {
    if let field { return entry[field] ?? .null }
    return switch name {
    case "chart": .string(chart.description)
    case "day": .string(day.day.description)
    case "rank": JSONValue(entry.rank)
    case "id": .string(entry.id.description)
    case "recorded_at": .string(day.recordedAt.description)
    case "state": .string(day.state.rawValue)
    case "version": .string(day.version?.description ?? "")
    default: .string(entry.title)
    }
  }
}

/// The kind of the values of a column. Nulls do not count.
package enum ValueKind: String, Sendable, Hashable {
  /// All are null.
  case nothing
  case boolean
  /// Whole numbers.
  case integer
  /// Numbers of which at least one is not whole.
  case decimal
  case text
  /// A date, `YYYY-MM-DD`. Only the column `day` has this kind.
  case date
  /// An instant in UTC. Only the column `recorded_at` has this kind.
  case instant
  case list
  case object
  /// Values of several kinds.
  case mixed

  /// The kind of a measure that the job file declares as `declared`: integer where that is declared, otherwise decimal. It does
  /// not depend on the values.
  init(ofMeasure declared: ValueKind?) { self = declared == .integer ? .integer : .decimal }

  /// The kind of `value`.
  package init(of value: JSONValue) {
    self =
      switch value {
      case .null: .nothing
      case .bool: .boolean
      case .integer: .integer
      case .double: .decimal
      case .string: .text
      case .array: .list
      case .object: .object
      }
  }

  /// The kind of a column that has values of this kind and of `other`.
  package func joined(with other: ValueKind) -> ValueKind {
    switch (self, other) {
    case (let kind, .nothing), (.nothing, let kind): kind
    case (.integer, .decimal), (.decimal, .integer): .decimal
    case (let one, let other) where one == other: one
    default: .mixed
    }
  }
}

extension JSONValue {
  /// The value as a text, for columns that hold texts only: a string as it is, any other value in canonical JSON; `nil` for null.
  package var asText: String? { self == .null ? nil : string ?? CanonicalJSON.text(self) }
}
