package import History
package import JSON
package import RankingModel

/// A column of exported rows: a field of entries, or what every row has.
package struct ExportColumn: Sendable, Hashable {
  /// Its name.
  package let name: String
  /// What its values are.
  package let kind: ValueKind
  /// The field of entries that it shows; `nil` where every row has its value, which is never null.
  package let field: String?

  /// The column of the field `field`, which is its name too unless another one is given.
  package init(field: String, named name: String? = nil, _ kind: ValueKind) {
    (self.field, self.name, self.kind) = (field, name ?? field, kind)
  }

  private init(own name: String, _ kind: ValueKind) { (self.name, self.kind, field) = (name, kind, nil) }

  /// The columns that every row has, whatever its entry says besides.
  package static let own: [ExportColumn] = [
    ExportColumn(own: "chart", .text), ExportColumn(own: "day", .date), ExportColumn(own: "rank", .integer),
    ExportColumn(own: "id", .text), ExportColumn(own: "title", .text),
  ]

  /// The columns that say which list a row comes from: when it was recorded, the state of its day, and its document.
  package static let origin: [ExportColumn] = [
    ExportColumn(own: "recorded_at", .instant), ExportColumn(own: "state", .text),
    ExportColumn(own: "version", .text),
  ]

  /// The columns of a publication: those that every row has, `measures`, the other fields of `declared` in its order, and where the
  /// row comes from. No two names are the same but for case; a field whose name is taken has it with a number.
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

  /// What stands under the column in the row of `entry`; null where the entry lacks the field.
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

/// What the values of a column are, nulls aside.
package enum ValueKind: String, Sendable, Hashable {
  /// All are null.
  case nothing
  case boolean
  /// Whole numbers.
  case integer
  /// Numbers of which at least one is not whole.
  case decimal
  case text
  /// A date, `YYYY-MM-DD`: of all columns only `day`.
  case date
  /// An instant in UTC: of all columns only `recorded_at`.
  case instant
  case list
  case object
  /// Values of several kinds.
  case mixed

  /// What a measure is whose job file declares it `declared`. It does not depend on the values: one is whole only where that is
  /// declared, and otherwise decimal.
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

  /// The kind of the values of this kind and of `other` together.
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
  /// The value as a text, where columns hold no lists, objects and values of several kinds: a string as it is, all else in
  /// canonical JSON; `nil` for null.
  package var asText: String? { self == .null ? nil : string ?? CanonicalJSON.text(self) }
}
